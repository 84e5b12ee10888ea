"""What more pictures would bring to a rung, from how its errors fell with those that it learnt from."""

from __future__ import annotations

from collections.abc import Callable

from huoyan.learn.ladder.standing import Standing
from huoyan.metrics.growth import extrapolated
from huoyan.runs.rungs import Grown, Growth, joined
from huoyan.words import Message

# Of the pictures that there are: what is told of.
TIMES = (1, 2, 4)


def growth_of(standing: Standing, pictures: int, over: Callable[[], bool]) -> Growth | Message:
    """What more pictures would bring to this recogniser; a sentence where that cannot be said.

    pictures: that the one that ships learns from.
    """
    if standing.errors is None or over():
        return Message("ladder.no_time_for_growth")
    errors = standing.errors(over)
    if errors is None:
        key = "ladder.no_time_for_growth" if over() else "ladder.too_few_for_growth"
        return Message(key, n=pictures)
    measured = zip(errors.sizes, errors.shares(), strict=True)
    ahead = zip(TIMES, extrapolated(errors, [times * pictures for times in TIMES]), strict=True)
    return Growth(
        joined(standing.model, standing.features),
        tuple(Grown(round(size), share) for size, share in measured),
        tuple(Grown(times * pictures, share) for times, share in ahead),
    )
