"""What the recogniser of a page has to know of a model; and which models no browser can run."""

from __future__ import annotations

from typing import Any

from huoyan.artifact.manifest import Manifest, task_section
from huoyan.errors import UsageError
from huoyan.images.limits import DEFAULT
from huoyan.words import Listed, Message

# Told by recogniser/model/answer.js and recogniser/model/preprocess.js.
TASKS = ("classify", "tags", "regress", "detect")
STEPS = ("brightness", "balance")


def describe(manifest: Manifest) -> dict[str, Any]:
    """`model.json` without its self-test. Raises UsageError (usage.format) for what a browser cannot do."""
    _check(manifest)
    return {
        "task": task_section(manifest.task),
        "preprocess": manifest.preprocess,
        "limits": {"max_bytes": DEFAULT.max_bytes, "max_pixels": DEFAULT.max_pixels},
        "model_sha256": manifest.sha256,
    }


def _check(manifest: Manifest) -> None:
    """Why not, where not."""
    task = task_section(manifest.task)["name"]
    steps = [step for step in manifest.preprocess["steps"] if step.split("=")[0] not in STEPS]
    if manifest.clip is not None or task not in TASKS:
        raise _refused(Message("browser.task", task=task, tasks=Listed(TASKS, None)))
    if manifest.regions is not None:
        raise _refused(Message("browser.regions"))
    if manifest.int8 is not None:
        raise _refused(Message("browser.int8"))
    if steps:
        raise _refused(Message("browser.steps", steps=Listed(steps, None), known=Listed(STEPS, None)))


def _refused(reason: Message) -> UsageError:
    return UsageError(Message("browser.refused", reason=reason), code="usage.format")
