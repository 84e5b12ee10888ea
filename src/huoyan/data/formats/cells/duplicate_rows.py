"""Rows of a table that name the same file more than once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from huoyan.data.dataset import Sample
from huoyan.data.sample.kind import Kind
from huoyan.data.sample.truth import SeveralLabels
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, joined, warning

# A file in several parts stays in the one that is scored last: its score must not rest on memory.
_PRECEDENCE = {"test": 0, "val": 1, "train": 2, None: 3}
# The area of words that says what contradicts.
PHRASES_OF: dict[Kind, str] = {"class": "cells", "labels": "cells", "numbers": "numbers"}


def without_twins(
    samples: Sequence[Sample], classes: Sequence[str], kind: Kind, say: Say, *, joined: bool = False
) -> list[Sample]:
    """Each file once, in the order of its first row; what was left out is said.

    The same row again is dropped. A file in several splits stays in test before val before train.
    A file with different truths is left out altogether, as nobody knows which is right, unless it has all
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
    contradictory: list[Message] = []
    leaking: list[str] = []
    for source, twins in by_source.items():
        if len({twin.truth for twin in twins}) > 1:
            contradictory.append(Message("cells.labelled", file=source, labels=_labels(twins, classes)))
            continue
        if len({twin.split for twin in twins}) > 1:
            leaking.append(source)
        kept.append(min(twins, key=lambda twin: _PRECEDENCE[twin.split]))
    if 2 * len(contradictory) > len(by_source):
        files, names = counted(len(by_source), "file"), Listed(contradictory, 3)
        raise DataError(
            Message(
                f"{PHRASES_OF[kind]}.mostly_contradictory", n=len(contradictory), files=files, names=names
            ),
            code="data.contradictory",
        )
    _tell(len(samples) - len(by_source), contradictory, leaking, kind, say)
    return kept


def _joined(twins: list[Sample]) -> list[Sample]:
    """The same samples, each with the labels of all."""
    labels = SeveralLabels(tuple(sorted({label for twin in twins for label in twin.labels})))
    return [replace(twin, truth=labels) for twin in twins]


def _labels(twins: list[Sample], classes: Sequence[str]) -> str:
    said = ("+".join(twin.truth.worded(classes)) or Message("cells.no_label") for twin in twins)
    return joined(dict.fromkeys(said), "against")


def _tell(repeated: int, contradictory: list[Message], leaking: list[str], kind: Kind, say: Say) -> None:
    say(warning("cells.repeated_files", rows=counted(repeated, "row")))
    if contradictory:
        files = counted(len(contradictory), "file")
        say(warning(f"{PHRASES_OF[kind]}.contradictory", files=files, names=Listed(contradictory)))
    if leaking:
        files = counted(len(leaking), "file")
        say(warning("cells.in_several_parts", files=files, names=Listed(leaking)))
