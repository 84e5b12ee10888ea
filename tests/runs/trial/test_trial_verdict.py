"""When made pictures are kept: a table of cases."""

from __future__ import annotations

import pytest

from huoyan.results import Estimate
from huoyan.runs.trial.verdict import GAN, LEAST, judged

ABOVE, AROUND, BELOW = (
    Estimate(0.1, 0.02, 0.2, 10),
    Estimate(0.0, -0.1, 0.1, 10),
    Estimate(-0.1, -0.2, -0.02, 10),
)
TOUCHING = Estimate(0.1, 0.0, 0.2, 10)


def of(short: Estimate, balanced: Estimate) -> dict[str, Estimate]:
    return {"short_recall": short, "balanced_accuracy": balanced}


FIGURES = {
    "nothing": of(Estimate(0.5, 0.4, 0.6, 10), Estimate(0.7, 0.6, 0.8, 10)),
    "oversampling": of(Estimate(0.7, 0.6, 0.8, 10), Estimate(0.8, 0.7, 0.9, 10)),
    GAN: of(Estimate(0.9, 0.8, 1.0, 10), Estimate(0.9, 0.8, 1.0, 10)),
}


@pytest.mark.parametrize(
    ("nothing", "oversampling", "pairs", "kept", "why", "figure"),
    [
        (of(ABOVE, ABOVE), of(ABOVE, ABOVE), 10, True, "better", "short_recall"),
        (of(ABOVE, AROUND), of(ABOVE, AROUND), 10, True, "better", "short_recall"),
        (of(AROUND, ABOVE), of(AROUND, ABOVE), 10, True, "better", "balanced_accuracy"),
        # Better than one of them only, or than each in another figure.
        (of(ABOVE, ABOVE), of(AROUND, AROUND), 10, False, "not_better", None),
        (of(ABOVE, AROUND), of(AROUND, ABOVE), 10, False, "not_better", None),
        # An interval that touches 0 is not above it.
        (of(ABOVE, AROUND), of(TOUCHING, AROUND), 10, False, "not_better", None),
        # What is won for the short classes is lost for the others.
        (of(ABOVE, ABOVE), of(ABOVE, BELOW), 10, False, "worse", None),
        (of(AROUND, AROUND), of(BELOW, AROUND), 10, False, "worse", None),
        (of(ABOVE, ABOVE), of(ABOVE, ABOVE), LEAST - 1, False, "few_pairs", None),
    ],
)
def test_kept_only_where_better_than_all_in_one_figure_and_than_none_worse_in_the_other(
    nothing: dict[str, Estimate],
    oversampling: dict[str, Estimate],
    pairs: int,
    kept: bool,
    why: str,
    figure: str | None,
):
    found = judged({"nothing": nothing, "oversampling": oversampling}, FIGURES, pairs)
    assert (found.kept, found.why, found.figure) == (kept, why, figure)
    assert found.best == "oversampling"


def test_of_nothing_that_was_scored_nothing_is_the_best():
    found = judged({}, {}, 0)
    assert (found.kept, found.why, found.best) == (False, "few_pairs", None)
