"""95 % intervals of detection's figures: whole groups of pictures are drawn again.

The percentiles are those that make up for few groups (as in `metrics.paired.difference`). A small sample may
hold no thing that is missed, and nothing drawn from it would: for the lower end each class has, beside its
own, as many missed things as a Poisson variable says, each halfway between one thing and those of a mean
group. An average precision of few pictures is too high, that of pictures drawn from them more so, by what is
taken off both ends twice (Efron and Tibshirani 1993, chapter 10). How often such intervals hold the truth is
in docs/benchmarks.md ("Intervals").
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.figures import Table
from huoyan.metrics.detection.matching import Matches
from huoyan.metrics.detection.shown import Shown
from huoyan.metrics.detection.weighted import weighted_table
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.difference import expanded_tail
from huoyan.results import Estimate

DRAWS = 500
CELLS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Both ends of an interval: floats, or (K,) of classes."""

    low: np.ndarray
    high: np.ndarray

    def around(self, value: float, n: int) -> Estimate:
        return Estimate(value, min(float(self.low), value), max(float(self.high), value), n)


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """Tables of the sample, of drawn ones, and of these with things that nobody finds; `tail`: the share of
    draws beyond each end.
    """

    whole: Table
    drawn: Table
    dimmed: Table
    tail: float

    def figure(self, name: str) -> Bounds:
        """Of one of FIGURES."""
        return self._bounds(lambda table: table.figure(name))

    def of_classes(self, name: str) -> Bounds:
        """Of `ap` or `ap50` of each class."""
        return self._bounds(lambda table: table.of_classes()[name])

    def _bounds(self, of: Callable[[Table], np.ndarray]) -> Bounds:
        whole, drawn, dimmed = of(self.whole), of(self.drawn), of(self.dimmed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of a class that was never drawn
            bias = np.maximum(np.nanmean(drawn, axis=0) - whole, 0)
            low = np.nanquantile(dimmed, self.tail, axis=0) - 2 * bias
            high = np.nanquantile(drawn, 1 - self.tail, axis=0) - 2 * bias
        return Bounds(np.clip(low, 0, whole), np.clip(high, whole, 1))


def resampled(matches: Matches, groups: Groups, seed: int = 0) -> Resampled:
    """groups: of the pictures."""
    counts, unmet = _drawn_groups(groups, seed), _unmet(matches, groups, seed)
    step = max(1, CELLS // max(len(matches.found), matches.true.n))
    tables = []
    for at in range(0, DRAWS, step):
        weights = counts[at : at + step, groups.of].astype(np.float64)
        tables.append(weighted_table(matches, weights, unmet[:, at : at + step]))
    precision = np.concatenate([each.precision for each in tables], axis=1)
    recall = np.concatenate([each.recall for each in tables], axis=1)
    whole = weighted_table(matches, np.ones((1, matches.true.n)))
    return Resampled(
        Table(whole.precision[0, 0], whole.recall[0, 0]),
        Table(precision[0], recall[0]),
        Table(precision[1], recall[1]),
        _tail(groups),
    )


def _drawn_groups(groups: Groups, seed: int) -> np.ndarray:
    """How often each group is drawn, int64 (DRAWS, groups)."""
    even = np.full(groups.count, 1 / groups.count)
    return np.random.default_rng(seed).multinomial(groups.count, even, size=DRAWS)


def _unmet(matches: Matches, groups: Groups, seed: int) -> np.ndarray:
    """Things that nobody finds: none, and some, (2, DRAWS, S, K)."""
    there = [np.bincount(matches.true.classes[wanted], minlength=matches.labels) for wanted in matches.wanted]
    some = _times(matches.labels, seed)[:, None] * _amount(np.stack(there) / groups.count)
    return np.stack([np.zeros_like(some), some])


def _tail(groups: Groups) -> float:
    """The share of draws beyond each end; one group says nothing of how groups differ, as do two."""
    return expanded_tail(max(groups.count, 2))


def _times(kinds: int, seed: int) -> np.ndarray:
    """(DRAWS, kinds)."""
    return np.random.default_rng(seed + 1).poisson(1.0, (DRAWS, kinds))


def _amount(mean: np.ndarray | float) -> np.ndarray:
    """Halfway between one thing and those of a `mean` group."""
    return np.asarray((1 + mean) / 2)


def shown_bounds(shown: Shown, groups: Groups, seed: int = 0) -> dict[str, Bounds]:
    """Of `precision`, `recall` and `f1` of all things that are shown.

    At the lower end some more are wrong and missed, at the upper one some more are right.
    """
    sums = shown.sums()
    by_group = np.stack([groups.sums(column) for column in sums.T], axis=1)
    drawn = _drawn_groups(groups, seed) @ by_group
    more = _times(1, seed)[:, 0] * _amount(len(sums) / groups.count)
    lower = drawn + np.outer(more, [0, 1, 1])
    upper = drawn + np.outer(more, [1, 0, 0])
    tail, ends = _tail(groups), (shares(lower), shares(upper))
    return {
        name: Bounds(np.nanquantile(ends[0][name], tail), np.nanquantile(ends[1][name], 1 - tail))
        for name in ends[0]
    }


def mean_bounds(values: np.ndarray, groups: Groups, seed: int = 0) -> Bounds:
    """Of the mean of values (n,), 0..1: with some more pictures at 0, and at 1.

    These count half, for hardly a picture would be wholly so.
    """
    sums, sizes = groups.sums(values), groups.sums(np.ones(len(values)))
    counts = _drawn_groups(groups, seed)
    more = _times(1, seed)[:, 0] * _amount(len(values) / groups.count) / 2
    drawn, of, tail = counts @ sums, counts @ sizes + more, _tail(groups)
    return Bounds(np.quantile(drawn / of, tail), np.quantile((drawn + more) / of, 1 - tail))


def shares(sums: np.ndarray) -> dict[str, np.ndarray]:
    """`precision`, `recall` and `f1` of right, wrong and missed things (..., 3); NaN where there are none."""
    right, wrong, missed = np.moveaxis(sums, -1, 0)
    parts = {
        "precision": (right, right + wrong),
        "recall": (right, right + missed),
        "f1": (2 * right, 2 * right + wrong + missed),
    }
    return {
        name: np.divide(part, of, out=np.full(np.shape(of), np.nan), where=of > 0)
        for name, (part, of) in parts.items()
    }
