"""The folder of a run: named, made and never overwritten."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.artifact.whole import write_whole
from huoyan.data.split_file import SPLITS_FILE
from huoyan.errors import UsageError
from huoyan.learn.pictures import Broken


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where a run writes: `model/` and the files beside it."""

    path: Path

    @property
    def model(self) -> Path:
        return self.path / "model"

    @property
    def report(self) -> Path:
        return self.path / "report.html"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.json"

    @property
    def recipe(self) -> Path:
        return self.path / "recipe.toml"

    @property
    def log(self) -> Path:
        return self.path / "log.jsonl"

    @property
    def quarantine(self) -> Path:
        return self.path / "quarantine.jsonl"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def finished(self) -> bool:
        # Checkpoints go last: where there are some, a training beside the run may be missing.
        return self.report.exists() and self.model.exists() and not self.checkpoints.exists()

    def write_metrics(self, metrics: Mapping[str, Any]) -> None:
        text = json.dumps(metrics, indent=2, ensure_ascii=False)
        write_whole(self.metrics, f"{text}\n".encode())

    def remove_unused(self) -> None:
        """Removes the folder of a run that failed before it had decided anything."""
        if _is_free(self.path):
            shutil.rmtree(self.path, ignore_errors=True)

    def remove_cache(self) -> None:
        """Removes the decoded pictures; they are of no use once the run is over."""
        shutil.rmtree(self.cache, ignore_errors=True)


def make_run_folder(out: Path | None, data: str, model: str) -> RunFolder:
    """A new folder: `out`, or runs/DATA-MODEL-DATE-TIME, without MODEL where none was named.

    Raises UsageError (usage.out) where `out` holds something already or cannot be made. What a run left
    that was cut off before it had decided anything is no obstacle: there is nothing to resume.
    """
    path = out or _free_name(Path("runs"), data, model)
    try:
        if path.exists() and not (path.is_dir() and _is_free(path)):
            raise UsageError(
                f"{path} exists already and a run never overwrites. Choose another --out, or move it away.",
                code="usage.out",
            )
        path.mkdir(parents=True, exist_ok=True)
        (path / "log.jsonl").touch()
    except OSError as error:
        raise UsageError(
            f"The run folder {path} cannot be made: {error.strerror}. Choose another --out.", code="usage.out"
        ) from error
    return RunFolder(path)


def _is_free(folder: Path) -> bool:
    """Whether nothing lies in it but what a run writes before its recipe."""
    names = {path.name for path in folder.iterdir()}
    names = {name for name in names if not (name.startswith(".recipe.toml.") and name.endswith(".new"))}
    return not names or ("log.jsonl" in names and names <= {"log.jsonl", SPLITS_FILE})


def resumed_folder(path: Path) -> RunFolder:
    """The folder of a run that was cut off. Raises UsageError (usage.resume) where there is none."""
    folder = RunFolder(path)
    if not folder.recipe.is_file():
        raise UsageError(
            f"{path} holds no run to resume (no recipe.toml). Start it without --resume.", code="usage.resume"
        )
    if folder.finished:
        raise UsageError(
            f"The run {path} is finished: there is nothing to resume. Start a new one with another --out.",
            code="usage.resume",
        )
    return folder


def _free_name(parent: Path, data: str, model: str) -> Path:
    name = re.sub(r"[^\w.-]+", "-", Path(data).stem or "data").strip("-") or "data"
    stamp = time.strftime("%Y%m%d-%H%M%S")
    named = "-".join([name, stamp] if model == "auto" else [name, model, stamp])
    path, number = parent / named, 2
    while path.exists():
        path, number = parent / f"{named}-{number}", number + 1
    return path


def write_quarantine(folder: RunFolder, broken: Iterable[Broken]) -> None:
    """One JSON object a picture that could not be used, with its reason; no file where there is none."""
    lines = [
        json.dumps(
            {"source": b.sample.source, "split": b.sample.split, **b.failure.to_json()}, ensure_ascii=False
        )
        for b in broken
    ]
    if lines:
        write_whole(folder.quarantine, ("\n".join(lines) + "\n").encode())
