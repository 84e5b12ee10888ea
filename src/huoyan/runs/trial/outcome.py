"""What a trial came to: the figures of its arms, by how much made pictures differ from each, and the
verdict."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from huoyan.artifact.whole_file import write_json
from huoyan.metrics.paired.over_folds import over_folds
from huoyan.results import Estimate
from huoyan.runs.trial.arm_score import ArmScore
from huoyan.runs.trial.verdict import FIGURES, GAN, Why, judged

FILE = "trial.json"
Ended = Literal["finished", "interrupted", "failed", "impossible"]

ByFigure = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Outcome:
    """short: the classes that are short of pictures, with how many each has in the training part.

    arms: in the order in which they are trained. scores: of whole pairs only. figures: of each arm, by the
    names of `FIGURES` and of short classes; differences: made pictures less each other arm; both empty below
    two pairs. wanted: pairs that were asked for. kept: whether made pictures are taken; why: or why not.
    figure: by which they are better. best: the best of the other arms. ended: how.
    """

    short: Mapping[str, int]
    model: str
    arms: tuple[str, ...]
    wanted: int
    scores: tuple[ArmScore, ...]
    figures: Mapping[str, ByFigure]
    recalls: Mapping[str, ByFigure]
    differences: Mapping[str, ByFigure]
    kept: bool
    why: Why
    figure: str | None
    best: str | None
    ended: Ended
    seconds: float
    reason: str = ""

    @property
    def pairs(self) -> int:
        """Those that are whole."""
        return len({score.pair for score in self.scores})

    def to_json(self) -> dict[str, Any]:
        def plain(found: Mapping[str, ByFigure]) -> dict[str, Any]:
            return {arm: {name: each.to_json() for name, each in row.items()} for arm, row in found.items()}

        return {
            "kept": self.kept,
            "why": self.why,
            "figure": self.figure,
            "best_other": self.best,
            "short": dict(self.short),
            "model": self.model,
            "pairs": self.pairs,
            "wanted": self.wanted,
            "arms": list(self.arms),
            "figures": plain(self.figures),
            "recalls": plain(self.recalls),
            "differences": plain(self.differences),
            "scores": [dataclasses.asdict(score) for score in self.scores],
            "ended": self.ended,
            "reason": self.reason,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Outcome:
        """Out of what `to_json` gives."""

        def estimates(found: Mapping[str, Any]) -> dict[str, ByFigure]:
            return {arm: {name: Estimate(**each) for name, each in row.items()} for arm, row in found.items()}

        return cls(
            written["short"],
            written["model"],
            tuple(written["arms"]),
            written["wanted"],
            tuple(ArmScore(**each) for each in written["scores"]),
            estimates(written["figures"]),
            estimates(written["recalls"]),
            estimates(written["differences"]),
            written["kept"],
            written["why"],
            written["figure"],
            written["best_other"],
            written["ended"],
            written["seconds"],
            written["reason"],
        )


def outcome_of(
    scores: Sequence[ArmScore],
    arms: Sequence[str],
    *,
    short: Mapping[str, int],
    model: str,
    wanted: int,
    ended: Ended,
    seconds: float,
    reason: str = "",
) -> Outcome:
    """From all that was scored; a pair that lacks an arm, or answered no short class, counts for none."""
    by_pair: dict[int, dict[str, ArmScore]] = {}
    for score in scores:
        by_pair.setdefault(score.pair, {})[score.arm] = score
    whole = [pair for _, pair in sorted(by_pair.items()) if set(arms) <= pair.keys() and pair[GAN].recall]
    figures: dict[str, ByFigure] = {}
    recalls: dict[str, ByFigure] = {}
    differences: dict[str, ByFigure] = {}
    if len(whole) > 1:
        for arm in arms:
            figures[arm] = {name: _mean(whole, arm, name) for name in FIGURES}
            recalls[arm] = {name: found for name in short if (found := _recall(whole, arm, name)) is not None}
            if arm != GAN:
                differences[arm] = {name: _mean(whole, GAN, name, arm) for name in FIGURES}
    verdict = judged(differences, figures, len(whole))
    used = tuple(pair[arm] for pair in whole for arm in arms)
    return Outcome(
        short, model, tuple(arms), wanted, used, figures, recalls, differences,
        verdict.kept, verdict.why, verdict.figure, verdict.best, ended, seconds, reason,
    )  # fmt: skip


def write_outcome(folder: Path, outcome: Outcome) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / FILE, outcome.to_json())


def read_outcome(folder: Path) -> Outcome | None:
    """None where the folder holds none that can be read."""
    try:
        return Outcome.from_json(json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mean(whole: Sequence[Mapping[str, ArmScore]], arm: str, name: str, less: str | None = None) -> Estimate:
    values = [pair[arm].figure(name) - (pair[less].figure(name) if less else 0.0) for pair in whole]
    return _over(values, [pair[arm] for pair in whole], lowest=-1.0 if less else 0.0)


def _recall(whole: Sequence[Mapping[str, ArmScore]], arm: str, name: str) -> Estimate | None:
    rows = [pair[arm] for pair in whole if name in pair[arm].recall]
    return _over([row.recall[name] for row in rows], rows) if len(rows) > 1 else None


def _over(values: Sequence[float], rows: Sequence[ArmScore], lowest: float = 0.0) -> Estimate:
    """Between `lowest` and 1, as shares and their differences are."""
    answered, taught = (
        float(np.mean([getattr(row, part) for row in rows])) for part in ("answered", "taught")
    )
    found = over_folds(np.asarray(values, np.float64), answered=answered, taught=taught)
    return replace(found, low=max(lowest, found.low), high=min(1.0, found.high))
