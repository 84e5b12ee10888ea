"""Whoever found the boxes: kept as COCO results, and scored by huoyan on the same test pictures.

Of several seeds a figure is the mean; its interval draws pictures again, the same ones for every seed and
contestant, and says nothing of how seeds differ: their range stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

import huoyan
from detector_sets import silent
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.evaluate import evaluate
from huoyan.metrics.detection.figures import Table
from huoyan.metrics.detection.matching import Matches, matched
from huoyan.metrics.detection.paired import DetectionFigure
from huoyan.metrics.detection.resampled import Resampled, resampled
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate
from huoyan.tasks.scored_boxes import ScoredBoxes

FIGURES = ("ap", "ap50")


def test_part(data: Path) -> Dataset:
    return read_dataset(data, say=silent).split("test")


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
    whole = _drawn_again(matches(found, test)).whole
    return {**{name: float(whole.figure(name)) for name in FIGURES}, "n": len(test)}


def estimate(seeds: Sequence[Matches], name: str) -> Estimate:
    """The mean over seeds of one of FIGURES."""
    tables = [_drawn_again(each) for each in seeds]
    each = [table.figure(name) for table in tables]
    middle = float(np.mean([table.whole.figure(name) for table in tables]))
    low, high = (float(np.mean([getattr(bounds, end) for bounds in each])) for end in ("low", "high"))
    return Estimate(middle, low, high, seeds[0].true.n)


def lead(first: Sequence[Matches], second: Sequence[Matches], name: str) -> Estimate:
    """By how much one of FIGURES of `first` is higher than of `second`, means over the seeds of each."""
    groups = Groups.alone(first[0].true.n)
    return _mean_figure(first, name).difference(_mean_figure(second, name), groups)


def _mean_figure(seeds: Sequence[Matches], name: str) -> DetectionFigure:
    """A figure is a mean of its table, so that of the mean table is the mean of the figures."""
    each = [_drawn_again(matches) for matches in seeds]
    whole, drawn, dimmed = (
        _mean_table([getattr(one, kind) for one in each]) for kind in ("whole", "drawn", "dimmed")
    )
    labels = tuple(map(str, range(seeds[0].labels)))
    return DetectionFigure(name, labels, seeds[0], Resampled(whole, drawn, dimmed, each[0].tail))


def _mean_table(tables: Sequence[Table]) -> Table:
    return Table(
        np.mean([table.precision for table in tables], axis=0),
        np.mean([table.recall for table in tables], axis=0),
    )


@cache
def _drawn_again(matches: Matches) -> Resampled:
    """Each picture by itself."""
    return resampled(matches, Groups.alone(matches.true.n))


def told(given: Estimate, sign: str = "") -> str:
    return f"{given.value:{sign}.3f} [{given.low:{sign}.3f}, {given.high:{sign}.3f}]"
