"""Time and size of each rung's model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from huoyan.errors import ArtifactError
from huoyan.learn.ladder.costs import with_costs
from huoyan.learn.ladder.standing import Standing
from huoyan.results import Estimate
from huoyan.runs.rungs import Rung
from huoyan.words import Message
from making import colour_graph


def rung() -> Rung:
    share = Estimate(0.9, 0.8, 0.95, 100)
    return Rung("classical", "ridge", "hog", {}, share, 1.0, True, Message("ladder.first"))


def standing(graph: Callable[[], bytes] | None) -> Standing:
    return Standing("classical", "ridge", "hog", {}, np.ones(3), 1.0, lambda: None, graph)  # type: ignore[arg-type, return-value]


def refused() -> bytes:
    raise ArtifactError(Message("ladder.first"), code="artifact.export")


def test_every_rung_that_can_be_a_graph_gets_its_time_and_size() -> None:
    small, large = colour_graph(size=(16, 16)), colour_graph(size=(200, 200))
    priced = with_costs(
        [rung()] * 3, [standing(lambda: small), standing(None), standing(lambda: large)], lambda: False
    )
    assert [each.size for each in priced] == [len(small), None, len(large)]
    assert priced[1].milliseconds is None
    assert priced[0].milliseconds is not None
    assert priced[2].milliseconds is not None
    assert 0 < priced[0].milliseconds < priced[2].milliseconds


@pytest.mark.parametrize("graph", [refused, lambda: b"no graph"])
def test_a_graph_that_cannot_be_made_or_run_costs_no_climb(graph: Callable[[], bytes]) -> None:
    (priced,) = with_costs([rung()], [standing(graph)], lambda: False)
    assert (priced.milliseconds, priced.size) == (None, None)


def test_without_time_nothing_is_measured() -> None:
    assert with_costs([rung()], [standing(colour_graph)], lambda: True) == (rung(),)
