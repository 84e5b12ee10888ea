"""What a page has to know of a model, of its manifest; and which models no browser can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huoyan.artifact.manifest import Manifest, task_section
from huoyan.artifact.names import MODEL_FOLDER
from huoyan.artifact.read import Artifact
from huoyan.errors import UsageError
from huoyan.images.limits import DEFAULT
from huoyan.words import Listed, Message

# Told by page/model/answer.js and page/model/preprocess.js.
TASKS = ("classify", "tags", "regress", "detect")
STEPS = ("brightness", "balance")


def describe(artifact: Artifact) -> dict[str, Any]:
    """`model.json` without its self-test. Raises UsageError (usage.format) for what a browser cannot do."""
    manifest = artifact.manifest
    _check(manifest)
    return {
        "name": run_name(artifact.folder),
        "task": task_section(manifest.task),
        "labels": list(manifest.labels),
        "preprocess": manifest.preprocess,
        "licence": manifest.licence,
        "created": manifest.provenance.created,
        # Not the path: a page may be for everybody.
        "trained": {
            "data": Path(manifest.provenance.data).name,
            "n": manifest.provenance.counts.get("train", 0),
        },
        "limits": {"max_bytes": DEFAULT.max_bytes, "max_pixels": DEFAULT.max_pixels},
        "model_sha256": manifest.sha256,
    }


def run_name(folder: Path) -> str:
    whole = folder.resolve()
    return whole.parent.name if whole.name == MODEL_FOLDER else whole.name


def _check(manifest: Manifest) -> None:
    """Why not, where not."""
    task = task_section(manifest.task)["name"]
    steps = [step for step in manifest.preprocess["steps"] if step.split("=")[0] not in STEPS]
    if manifest.clip is not None or task not in TASKS:
        raise _refused(Message("browser.task", task=task, tasks=Listed(TASKS, None)))
    if manifest.regions is not None:
        raise _refused(Message("browser.regions"))
    if steps:
        raise _refused(Message("browser.steps", steps=Listed(steps, None), known=Listed(STEPS, None)))


def _refused(reason: Message) -> UsageError:
    return UsageError(Message("browser.refused", reason=reason), code="usage.format")
