"""The folder of a run: what lies where in it, and the name that it has by itself."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.artifact.whole_file import write_json, write_whole
from huoyan.data.dataset import SPLITS
from huoyan.data.sample.broken import Broken
from huoyan.runs.checkpoint_files import remove, steps

MADE = "made"
# Most bytes of a run's own name that are DATA's, and MODEL's: some file systems take 143 in all.
NAME, MODEL = 60, 50


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
    def class_checkpoints(self) -> Path:
        """Of what learns the classes before a generator is learnt."""
        return self.checkpoints / "classes"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def made(self) -> Path:
        """Pictures that a generator made for the training."""
        return self.path / MADE

    @property
    def synthesis(self) -> Path:
        """What was measured of made pictures, and the generator that was kept."""
        return self.path / "synthesis"

    @property
    def search(self) -> Path:
        """What was searched for good choices, and the study of it."""
        return self.path / "search"

    @property
    def further(self) -> Path:
        """What is behind a finished run while it is trained further."""
        return self.checkpoints / "further.json"

    @property
    def finished(self) -> bool:
        # Checkpoints go last: where there are some, a training beside the run may be missing.
        going_on = self.further.exists() or bool(steps(self.checkpoints))
        return self.report.exists() and self.model.exists() and not going_on

    @property
    def trained(self) -> bool:
        """Whether a training has left something that took it time."""
        kept = (self.model, self.metrics, self.report, self.checkpoints)
        return any(path.exists() for path in kept)

    def write_metrics(self, metrics: Mapping[str, Any]) -> None:
        write_json(self.metrics, metrics)

    def clear_of_cache(self, *, made: bool = False) -> None:
        """Removes the decoded pictures, and the folder where it was `made` for them alone."""
        self.remove_cache()
        if made:
            with contextlib.suppress(OSError):
                self.path.rmdir()

    def remove_cache(self) -> None:
        """Removes the decoded pictures; they are of no use once the run is over."""
        for path in (*self.cache.glob("*.uint8"), *self.cache.glob("machine*/*.uint8")):
            if path.stem in SPLITS:
                with contextlib.suppress(OSError):
                    path.unlink()
        for folder in (*self.cache.glob("machine*"), self.cache):
            with contextlib.suppress(OSError):  # it holds files of somebody else, which stay
                folder.rmdir()

    def remove_checkpoints(self) -> None:
        """Removes what a training that is finished had kept to go on from."""
        with contextlib.suppress(OSError):
            self.further.unlink()
        remove(self.class_checkpoints)
        remove(self.checkpoints)


def free_name(parent: Path, data: str, model: str) -> Path:
    """DATA-MODEL-DATE-TIME in `parent`, without MODEL where none was named."""
    names = [_short(Path(data).stem, NAME) or "data", *([] if model == "auto" else [_short(model, MODEL)])]
    named = "-".join([*names, time.strftime("%Y%m%d-%H%M%S")])
    path, number = parent / named, 2
    while path.exists():
        path, number = parent / f"{named}-{number}", number + 1
    return path


def _short(text: str, most: int) -> str:
    """At most so many bytes of what every file system takes in a name."""
    plain = re.sub(r"[^\w.-]+", "-", text).strip("-.")
    return plain.encode(errors="ignore")[:most].decode(errors="ignore").strip("-.")


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
