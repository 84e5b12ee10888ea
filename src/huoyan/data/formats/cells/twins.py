"""Rows of a table that name the same file more than once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from huoyan.data.dataset import Sample
from huoyan.data.say import Say, count, some
from huoyan.data.truth import SeveralLabels
from huoyan.errors import DataError

# A file in several parts stays in the one that is scored last: its score must not rest on memory.
_PRECEDENCE = {"test": 0, "val": 1, "train": 2, None: 3}


def without_twins(
    samples: Sequence[Sample], classes: Sequence[str], say: Say, *, joined: bool = False
) -> list[Sample]:
    """Each file once, in the order of its first row; what was left out is said.

    The same row again is dropped. A file in several splits stays in test before val before train.
    A file with different labels is left out altogether, as nobody knows which is right, unless it has all
    of them (`joined`). DataError data.contradictory where that would leave out more than half of the files.
    """
    by_source: dict[str, list[Sample]] = {}
    for sample in samples:
        by_source.setdefault(sample.source, []).append(sample)
    if joined:
        by_source = {source: _joined(twins) for source, twins in by_source.items()}
    if len(by_source) == len(samples):
        return list(samples)
    kept: list[Sample] = []
    contradictory: list[str] = []
    leaking: list[str] = []
    for source, twins in by_source.items():
        if len({twin.truth for twin in twins}) > 1:
            contradictory.append(f"{source} ({_labels(twins, classes)})")
            continue
        if len({twin.split for twin in twins}) > 1:
            leaking.append(source)
        kept.append(min(twins, key=lambda twin: _PRECEDENCE[twin.split]))
    if 2 * len(contradictory) > len(by_source):
        raise DataError(
            f"{len(contradictory):,} of {count(len(by_source), 'file')} have different labels in different "
            f"rows: {some(contradictory, 3)}. If a picture has all of them: --labels-per-picture several.",
            code="data.contradictory",
        )
    _tell(len(samples) - len(by_source), contradictory, leaking, say)
    return kept


def _joined(twins: list[Sample]) -> list[Sample]:
    """The same samples, each with the labels of all."""
    labels = SeveralLabels(tuple(sorted({label for twin in twins for label in twin.labels})))
    return [replace(twin, truth=labels) for twin in twins]


def _labels(twins: list[Sample], classes: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys("+".join(twin.truth.worded(classes)) or "none" for twin in twins))


def _tell(repeated: int, contradictory: list[str], leaking: list[str], say: Say) -> None:
    say(f"warning: {count(repeated, 'row')} naming a file that an earlier row named: each file is used once.")
    if contradictory:
        say(
            f"warning: {count(len(contradictory), 'file')} with different labels in different rows left out: "
            f"{some(contradictory)}. To give a picture several labels, write them in one cell (a|b), or say "
            "--labels-per-picture several."
        )
    if leaking:
        say(
            f"warning: {count(len(leaking), 'file')} in more than one part of the split: {some(leaking)}. "
            "Each is kept in one part only, test before val before train."
        )
