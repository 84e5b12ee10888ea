"""All figures of what was found in pictures, each with its 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huoyan.metrics import decisions
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.curves import Curve, curve
from huoyan.metrics.detection.errors import Errors, errors
from huoyan.metrics.detection.false_alarms import false_alarms
from huoyan.metrics.detection.figures import Table, size_of
from huoyan.metrics.detection.matching import SIZES, Matches, matched
from huoyan.metrics.detection.resampled import Bounds, Resampled, mean_bounds, resampled, shares, shown_bounds
from huoyan.metrics.detection.shown import Shown, shown
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.minimum_counts import Lack
from huoyan.results import Estimate
from huoyan.words import Message

# Pictures, or groups, that an interval needs: with fewer what is drawn from them says little.
LEAST = 5
FALSE_ALARMS = "false_alarms_per_1000"
# By what two models are compared picture by picture.
PICTURE_F1, PICTURES_RIGHT = "picture_f1", "pictures_right"


@dataclass(frozen=True, slots=True)
class Answering:
    """What a model shows. labels: of the classes, in their order; least: the score from which a thing of each
    is shown, (C,); most: so many a picture.
    """

    labels: tuple[str, ...]
    least: np.ndarray
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """metrics: among them average precision and recall as COCO has them, and what holds at the model's
    thresholds and an overlap of 0.5. left_out: the figures that are not among `metrics`, and why. curves: of
    the classes that have things.
    """

    shown: Shown
    errors: Errors
    metrics: dict[str, Estimate]
    per_class: dict[str, dict[str, float | int]]
    curves: dict[str, Curve]
    left_out: dict[str, Lack] = field(default_factory=dict)

    @property
    def matches(self) -> Matches:
        return self.shown.matches

    def to_json(self) -> dict[str, Any]:
        """`errors`: what each kind costs of the average precision at 0.5, where there are things."""
        lacks = {name: str(lack) for name, lack in self.left_out.items()}
        costs = {"errors": self.errors.losses()} if self.matches.wanted[0].any() else {}
        return {
            "things": int(self.matches.wanted[0].sum()),
            "metrics": {name: each.to_json() for name, each in self.metrics.items()},
            **({"left_out": lacks} if lacks else {}),
            "per_class": {name: dict(values) for name, values in self.per_class.items()},
            **costs,
        }


def summarise(
    found: FoundThings, true: TrueThings, answering: Answering, groups: Groups, seed: int = 0
) -> Summary:
    """groups: of the pictures."""
    matches = matched(found, true, len(answering.labels))
    table, drawn = coco_table(found, true, matches.labels), resampled(matches, groups, seed)
    answers = shown(matches, answering.least, answering.most)
    metrics, left_out = _averages(matches, table, drawn, groups)
    for more, lacks in (_at_thresholds(answers, groups, seed), _on_empty(answers, groups)):
        metrics |= more
        left_out |= lacks
    curves = {label: curve(matches, at) for at, label in enumerate(answering.labels)}
    return Summary(
        answers,
        errors(matches),
        metrics,
        _per_class(answers, answering.labels, (table, drawn), curves, groups),
        {label: each for label, each in curves.items() if each is not None},
        left_out,
    )


_Found = tuple[dict[str, Estimate], dict[str, Lack]]


def _averages(matches: Matches, table: Table, drawn: Resampled, groups: Groups) -> _Found:
    metrics: dict[str, Estimate] = {}
    left_out: dict[str, Lack] = {}
    lacks = {size: _lack(matches, at, groups) for at, size in enumerate(SIZES)}
    for name, value in table.figures().items():
        lack = lacks[size_of(name)]
        if lack is None:
            metrics[name] = drawn.figure(name).around(float(value), matches.true.n)
        else:
            left_out[name] = lack
    return metrics, left_out


def _lack(matches: Matches, size: int, groups: Groups) -> Lack | None:
    """Of pictures, or groups, with things of a size."""
    holding = groups.number(matches.true.holding(matches.wanted[size]))
    if holding >= LEAST:
        return None
    what = Message(f"things.{list(SIZES)[size]}")
    return Lack("things" if groups.independent else "things_groups", LEAST, holding, what)


def _at_thresholds(answers: Shown, groups: Groups, seed: int) -> _Found:
    sums = answers.sums()
    n = len(sums)
    metrics = {PICTURES_RIGHT: decisions.accuracy(answers.pictures_right()).estimate(groups)}
    lack = _lack(answers.matches, 0, groups)
    if lack is not None:
        return metrics, dict.fromkeys(("precision", "recall", "f1", PICTURE_F1), lack)
    bounds, values = shown_bounds(answers, groups, seed), shares(sums.sum(axis=0))
    left_out = {name: Lack("shown") for name, value in values.items() if np.isnan(value)}
    metrics |= {
        name: bounds[name].around(float(value), n) for name, value in values.items() if name not in left_out
    }
    each = answers.picture_f1()
    metrics[PICTURE_F1] = mean_bounds(each, groups, seed).around(float(each.mean()), n)
    return metrics, left_out


def _on_empty(answers: Shown, groups: Groups) -> _Found:
    empty = answers.matches.true.empty
    number = groups.number(empty)
    if number < LEAST:
        lack = Lack("empty" if groups.independent else "empty_groups", LEAST, number)
        return {}, {FALSE_ALARMS: lack}
    alarms = answers.sums()[empty, 1]
    return {FALSE_ALARMS: false_alarms(alarms, groups.of_rows(empty))}, {}


def _per_class(
    answers: Shown,
    labels: Sequence[str],
    averages: tuple[Table, Resampled],
    curves: dict[str, Curve | None],
    groups: Groups,
) -> dict[str, dict[str, float | int]]:
    """Things, shown ones, and those figures that are defined; the interval is 0..1 of too few pictures."""
    table, drawn = averages
    values, bounds = table.of_classes(), drawn.of_classes("ap")
    found: dict[str, dict[str, float | int]] = {}
    for at, label in enumerate(labels):
        right, wrong, missed = answers.of_class(at)
        at_thresholds = shares(np.array([right, wrong, missed], float))
        row: dict[str, float | int] = {"things": right + missed, "shown": right + wrong}
        row |= {name: float(each[at]) for name, each in values.items()}
        if right + missed:
            row |= _interval(answers.matches, at, bounds, groups)
        row |= {name: float(value) for name, value in at_thresholds.items()}
        of_class = curves[label]
        if of_class is not None and of_class.best is not None:
            row["best_f1"], row["best_threshold"] = of_class.best
        found[label] = {name: value for name, value in row.items() if not np.isnan(value)}
    return found


def _interval(matches: Matches, label: int, bounds: Bounds, groups: Groups) -> dict[str, float]:
    of_class = matches.wanted[0] & (matches.true.classes == label)
    if groups.number(matches.true.holding(of_class)) < LEAST:
        return {"ap_low": 0.0, "ap_high": 1.0}
    return {"ap_low": float(bounds.low[label]), "ap_high": float(bounds.high[label])}
