"""What one should know of a model that is tried, as JSON. No path of the machine is in it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from huoyan.artifact.bounded_json import MOST_BYTES, read_bounded
from huoyan.artifact.manifest import Manifest
from huoyan.artifact.names import MODEL_FOLDER
from huoyan.artifact.read import Artifact
from huoyan.clips import SequencePreprocess
from huoyan.report.shell.numbers import PERCENT, bounded
from huoyan.runs.run_folder import RunFolder
from huoyan.tasks import Task, name_of

# Values of a task that a page shows beside its answers, where the task has them.
SHOWN = ("thresholds", "centre", "spread", "coverage")


def model_card(artifact: Artifact, name: str, version: str) -> dict[str, Any]:
    """`figures` are those of the run that the model lies in; None where it lies alone."""
    manifest = artifact.manifest
    task = manifest.task
    return {
        "name": name,
        "version": version,
        "task": name_of(task),
        "kind": task.kind,
        "medium": task.medium,
        "labels": list(task.labels),
        **_shown(task),
        "input": _input(artifact),
        "network": {"name": manifest.network.name, "parameters": manifest.network.parameters},
        "figures": _figures(artifact),
        "data": _data(manifest),
        "licence": str(manifest.licence),
        "created": manifest.provenance.created,
        "weights_sha256": manifest.provenance.weights,
    }


def _input(artifact: Artifact) -> dict[str, int] | None:
    """None of sequences of numbers: they are no pictures."""
    if isinstance(artifact.manifest.clip, SequencePreprocess):
        return None
    shape = artifact.preprocess
    return {"height": shape.height, "width": shape.width, "channels": shape.channels}


def _shown(task: Task) -> dict[str, Any]:
    """Thresholds once a label."""
    values = asdict(task)
    found = {name: values[name] for name in SHOWN if values.get(name) is not None}
    thresholds = found.get("thresholds", ())
    if len(thresholds) == 1:
        found["thresholds"] = thresholds * len(task.labels)
    return found


def _data(manifest: Manifest) -> dict[str, Any]:
    """Of a folder its own name alone: what stands above it says whose machine it was."""
    provenance = manifest.provenance
    name = re.split(r"[/\\]", provenance.data.rstrip("/\\"))[-1]
    return {"name": name, "counts": dict(provenance.counts), "sha256": provenance.data_sha256}


def _figures(artifact: Artifact) -> dict[str, Any] | None:
    found = _metrics(artifact)
    try:
        given = {name: _figure(name, each) for name, each in found["metrics"].items()}
        whole = {"split": str(found["split"]), "n": int(found["n"])}
    except (KeyError, TypeError, ValueError, AttributeError):  # absent, or somebody else's file
        return None
    names = [name for name in artifact.manifest.task.headlines if name in given] or list(given)
    return {**whole, "headlines": [given[name] for name in names], "all": list(given.values())}


def _figure(name: str, estimate: Mapping[str, Any]) -> dict[str, Any]:
    """share: it reads best as a percentage. bounded: it lies in 0..1, and 1 is best."""
    kind = name.partition(" ")[0]
    value, low, high = (_finite(estimate[key]) for key in ("value", "low", "high"))
    told = {"value": value, "low": low, "high": high, "n": int(estimate["n"])}
    return {"name": name, **told, "share": kind in PERCENT, "bounded": bounded(kind)}


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _metrics(artifact: Artifact) -> Any:
    """Of metrics.json beside the model's folder; {} where there is none that can be read."""
    if artifact.folder.name != MODEL_FOLDER:
        return {}
    path = RunFolder(artifact.folder.absolute().parent).metrics
    try:
        with path.open("rb") as file:
            return read_bounded(file.read(MOST_BYTES + 1))
    except (OSError, ValueError):
        return {}
