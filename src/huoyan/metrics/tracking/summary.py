"""Figures of tracking over sequences, with the interval that whole sequences drawn again give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import refuse
from huoyan.metrics.paired.difference import expanded_tail
from huoyan.metrics.tracking.clear import clear_counts, clear_figures
from huoyan.metrics.tracking.hota import hota_counts, hota_figures
from huoyan.metrics.tracking.identity import identity_counts, identity_figures
from huoyan.metrics.tracking.trajectories import Trajectories, compare
from huoyan.words import Message

DRAWS = 2000
HEADLINES = ("hota", "idf1", "mota")


@dataclass(frozen=True, slots=True)
class TrackingFigure:
    """A figure and its 95 % interval; None where there is a single sequence, which says nothing of others."""

    value: float
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, float | None]:
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class TrackingScore:
    """Of all sequences together: the figures, and what was counted: boxes `right`, `missed`, `false` at an
    overlap of one half, and `switched`, how often a thing was given another number. things, tracks: how many
    trajectories are true and found.
    """

    sequences: int
    things: int
    tracks: int
    figures: dict[str, TrackingFigure]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class TrackingCounts:
    """All that figures are made of; the sum over sequences is that of them together.

    clear (..., 5), identity (..., 3), hota (..., A, 7): see there.
    """

    clear: np.ndarray
    identity: np.ndarray
    hota: np.ndarray

    def figures(self) -> dict[str, np.ndarray]:
        """The value (...) of each."""
        return hota_figures(self.hota) | identity_figures(self.identity) | clear_figures(self.clear)

    def weighted(self, weights: np.ndarray) -> TrackingCounts:
        """Sums over sequences, the first axis, each taken so often: (D, S) to (D, ...)."""
        sums = (np.tensordot(weights, each, 1) for each in (self.clear, self.identity, self.hota))
        return TrackingCounts(*sums)


def tracking_score(sequences: Sequence[tuple[Trajectories, Trajectories]], seed: int = 0) -> TrackingScore:
    """Sequences: the true trajectories and those that were found. Raises UsageError where nothing is true."""
    if not any(len(true) for true, _ in sequences):
        raise refuse(Message("tracking.nothing_true", n=len(sequences)))
    compared = [compare(true, found) for true, found in sequences]
    each = TrackingCounts(
        np.stack([clear_counts(one) for one in compared]),
        np.stack([identity_counts(one) for one in compared]),
        np.stack([hota_counts(one) for one in compared]),
    )
    whole = each.weighted(np.ones(len(sequences)))
    counted = zip(("right", "missed", "false", "switched"), whole.clear[:4].tolist(), strict=True)
    return TrackingScore(
        len(sequences),
        sum(len(one.true) for one in compared),
        sum(len(one.found) for one in compared),
        _with_bounds(whole.figures(), each, len(sequences), seed),
        {name: round(count) for name, count in counted},
    )


def _with_bounds(
    values: dict[str, np.ndarray], each: TrackingCounts, n: int, seed: int
) -> dict[str, TrackingFigure]:
    """The percentiles are those that make up for few sequences (as in `metrics.paired.difference`)."""
    if n < 2:
        return {name: TrackingFigure(float(value), None, None) for name, value in values.items()}
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS).astype(np.float64)
    tail = expanded_tail(n)
    bounds = {
        name: np.quantile(some, [tail, 1 - tail]).tolist()
        for name, some in each.weighted(drawn).figures().items()
    }
    return {
        name: TrackingFigure(
            float(value), min(bounds[name][0], float(value)), max(bounds[name][1], float(value))
        )
        for name, value in values.items()
    }
