"""What one training of a trial came to, and the file that holds a line for each."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "trial.jsonl"


@dataclass(frozen=True, slots=True)
class ArmScore:
    """pair: of a fold and a seed; each arm is trained once in it.

    taught: real pictures that it was given to learn from, those that chose its epoch among them; made: beside
    them; answered: real pictures that scored it. recall: of each class that is short. generator_seconds: of
    the generator, where one was trained for it.
    """

    pair: int
    arm: str
    seed: int
    taught: int
    made: int
    answered: int
    steps: int
    balanced_accuracy: float
    recall: Mapping[str, float]
    seconds: float
    generator_seconds: float = 0.0

    @property
    def short_recall(self) -> float:
        """Their mean, each class alike; NaN where none was answered."""
        return sum(self.recall.values()) / len(self.recall) if self.recall else math.nan

    def figure(self, name: str) -> float:
        """One of `outcome.FIGURES`."""
        return self.short_recall if name == "short_recall" else self.balanced_accuracy


def add_score(path: Path, score: ArmScore, trial: str) -> None:
    """A whole line, on the disk when this returns. trial: what tells it from one of other pictures or
    choices."""
    line = json.dumps({"trial": trial, **dataclasses.asdict(score)}, ensure_ascii=False)
    with path.open("ab") as file:
        if file.tell() and not _ends_whole(path):
            file.write(b"\n")  # behind the half line of a process that was killed
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def read_scores(path: Path, trial: str) -> list[ArmScore]:
    """Those of this trial that were written whole, each arm of a pair once; [] where there is no file."""
    if not path.is_file():
        return []
    found: dict[tuple[int, str], ArmScore] = {}
    for line in path.read_bytes().splitlines():
        with contextlib.suppress(ValueError, TypeError):
            values = _checked(json.loads(line))
            if values.pop("trial", None) == trial:
                score = ArmScore(**values)
                found[score.pair, score.arm] = score
    return list(found.values())


def _checked(values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise TypeError
    return values


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
