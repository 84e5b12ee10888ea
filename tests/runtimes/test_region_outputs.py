"""What a graph says of regions is checked before it is read."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.errors import EngineError
from huoyan.runtimes.regions import things


@pytest.mark.parametrize("changes", [(3, 1, 4), (2, 2, 4), (3, 2, 3)])
def test_changes_of_other_regions_or_classes_than_scores_are_refused(changes: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match="of 3 regions scores") as caught:
        things(np.zeros((3, 4)), np.ones((3, 2)), np.zeros(changes), most=5)
    assert caught.value.code == "engine.output"
