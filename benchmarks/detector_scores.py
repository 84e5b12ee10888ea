"""Whoever found the boxes: kept as COCO results, and scored by huoyan on the same test pictures.

Of several seeds a figure is the mean; its interval draws pictures again, the same ones for every seed and
contestant, and says nothing of how seeds differ: their range stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import huoyan
from detector_sets import silent
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.evaluate import evaluate
from huoyan.metrics.detection.matching import Matches, matched
from huoyan.metrics.detection.resampled import Bounds, Resampled, resampled
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate
from huoyan.tasks.scored_boxes import ScoredBoxes

FIGURES = ("ap", "ap50")


def test_part(data: Path) -> Dataset:
    return read_dataset(data, say=silent).split("test")


def found_folder(rows: Path) -> Path:
    """Where what was found is kept, beside the rows."""
    return rows.with_name(f"{rows.stem}-found")


def found_by(run: Path, test: Dataset) -> FoundThings:
    """By a model of huoyan, the unsure things too; those of other classes than the test part's are left."""
    predictor = huoyan.load(run)
    score = evaluate(predictor, test).score
    assert isinstance(score, ScoredBoxes)
    found = score.matches.found
    places = np.array([_place(label, test.classes) for label in predictor.labels])
    classes = places[found.classes]
    kept = FoundThings(found.pictures, classes, found.boxes, found.scores)
    return kept.rows(classes >= 0)


def _place(label: str, classes: Sequence[str]) -> int:
    return classes.index(label) if label in classes else -1


def write_found(file: Path, found: FoundThings) -> None:
    """COCO results; pictures and classes are counted from 0."""
    sides = np.hstack([found.boxes[:, :2], found.boxes[:, 2:] - found.boxes[:, :2]])
    columns = (found.pictures, found.classes, sides, found.scores)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    names = ("image_id", "category_id", "bbox", "score")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([dict(zip(names, row, strict=True)) for row in rows]))


def read_found(file: Path) -> FoundThings:
    rows = json.loads(file.read_text())
    sides = np.array([row["bbox"] for row in rows], np.float64).reshape(-1, 4)
    return FoundThings(
        np.array([row["image_id"] for row in rows], np.int64),
        np.array([row["category_id"] for row in rows], np.int64),
        np.hstack([sides[:, :2], sides[:, :2] + sides[:, 2:]]),
        np.array([row["score"] for row in rows], np.float64),
    )


def matches(found: FoundThings, test: Dataset) -> Matches:
    return matched(found, TrueThings.of(len(test), test.targets()), len(test.classes))


def values(found: FoundThings, test: Dataset) -> dict[str, float]:
    """What a row of results says: AP and AP50, and of how many pictures."""
    whole = resampled(matches(found, test), Groups.alone(len(test))).whole
    return {**{name: float(whole.figure(name)) for name in FIGURES}, "n": len(test)}


def estimate(seeds: Sequence[Matches], name: str) -> Estimate:
    """The mean over seeds of one of FIGURES."""
    tables = _tables(seeds)
    each = [table.figure(name) for table in tables]
    middle = float(np.mean([table.whole.figure(name) for table in tables]))
    low, high = (float(np.mean([getattr(bounds, end) for bounds in each])) for end in ("low", "high"))
    return Estimate(middle, low, high, seeds[0].true.n)


def lead(first: Sequence[Matches], second: Sequence[Matches], name: str) -> Estimate:
    """By how much `first` is higher than `second`, means over as many seeds of each."""
    ours, theirs = _tables(first), _tables(second)
    low = _mean([table.dimmed.figure(name) for table in ours], [table.drawn.figure(name) for table in theirs])
    high = _mean(
        [table.drawn.figure(name) for table in ours], [table.dimmed.figure(name) for table in theirs]
    )
    middle = _mean(
        [table.whole.figure(name) for table in ours], [table.whole.figure(name) for table in theirs]
    )
    tail = ours[0].tail
    bounds = Bounds(np.nanquantile(low, tail), np.nanquantile(high, 1 - tail))
    return bounds.around(float(middle), first[0].true.n)


def _tables(seeds: Sequence[Matches]) -> list[Resampled]:
    return [resampled(each, Groups.alone(each.true.n)) for each in seeds]


def _mean(ours: Sequence[np.ndarray], theirs: Sequence[np.ndarray]) -> np.ndarray:
    return np.asarray(np.mean(ours, axis=0) - np.mean(theirs, axis=0))


def told(given: Estimate, sign: str = "") -> str:
    return f"{given.value:{sign}.3f} [{given.low:{sign}.3f}, {given.high:{sign}.3f}]"
