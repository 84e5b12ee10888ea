"""What the outputs of a detector find: the surest, once each, where they lie in the source."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.errors import EngineError
from huoyan.preprocess import Placement
from huoyan.tasks.found_boxes import FoundBoxes, found

# The source, 100 x 50, is twice as large in the network's picture, 20 pixels below its top.
PLACE = Placement(50, 100, 2.0, 2.0, 0.0, 20.0)


def outputs(*rows: tuple[float, ...]) -> dict[str, np.ndarray]:
    """Of one picture, rows of class, score, xmin, ymin, xmax, ymax."""
    given = np.array(rows, np.float32).reshape(1, -1, 6)
    return {"boxes": given[..., 2:], "scores": given[..., 1], "classes": given[..., 0].astype(np.int64)}


def of_one(
    *rows: tuple[float, ...], nms_iou: float | None = 0.5, least: float = 0.25, most: int = 100
) -> FoundBoxes:
    (one,) = found(outputs(*rows), [PLACE], nms_iou=nms_iou, least=np.full(3, least), most=most)
    return one


def test_a_box_lies_where_it_does_in_the_source():
    one = of_one((2, 0.5, 20, 40, 60, 80))
    assert one.boxes.tolist() == [[10, 10, 30, 30]]
    assert (one.classes.tolist(), one.scores.tolist()) == ([2], [0.5])


def test_a_box_is_cut_at_the_source_and_one_beside_it_is_not_found():
    one = of_one((0, 0.5, -10, 0, 60, 80), (0, 0.9, 20, 0, 60, 20))
    assert one.boxes.tolist() == [[0, 0, 30, 30]]


def test_the_surest_come_first_and_no_more_than_asked_for():
    boxes = [(0, score, 20 * at, 20, 20 * at + 10, 30) for at, score in enumerate((0.5, 0.25, 0.75, 0.125))]
    assert of_one(*boxes).scores.tolist() == [0.75, 0.5, 0.25]
    assert of_one(*boxes, most=2).scores.tolist() == [0.75, 0.5]


def test_a_thing_that_is_found_twice_counts_once_a_class():
    rows = [(0, 0.5, 20, 40, 60, 80), (0, 0.75, 20, 40, 60, 78), (1, 0.25, 20, 40, 60, 80)]
    assert of_one(*rows).scores.tolist() == [0.75, 0.25]
    assert of_one(*rows, nms_iou=None).scores.tolist() == [0.75, 0.5, 0.25]


def test_each_class_has_its_own_least_score():
    rows = outputs((0, 0.5, 0, 20, 10, 30), (1, 0.5, 0, 20, 10, 30))
    (one,) = found(rows, [PLACE], nms_iou=0.5, least=np.array([0.25, 0.75]), most=100)
    assert one.classes.tolist() == [0]


def test_nothing_may_be_found_and_there_may_be_no_picture():
    assert len(of_one()) == 0
    assert of_one((0, 0.125, 0, 20, 10, 30)).boxes.shape == (0, 4)
    none = {"boxes": np.empty((0, 5, 4)), "scores": np.empty((0, 5)), "classes": np.empty((0, 5))}
    assert found(none, [], nms_iou=0.5, least=np.zeros(3), most=100) == []


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"scores": None}, "engine.output", "an output named scores is needed"),
        ({"boxes": np.zeros((1, 2, 4))}, "engine.output", "boxes (1, 2, 4), scores (1, 1)"),
        ({"scores": np.array([[np.nan]])}, "engine.not_finite", "scores that are NaN"),
        ({"scores": np.array([[7.2]])}, "engine.output", "scores from 7.2 to 7.2; probabilities"),
        ({"classes": np.array([[3]])}, "engine.output", "classes from 3 to 3; 0 to 2 are needed"),
    ],
)
def test_outputs_that_do_not_fit_are_refused(change: dict[str, np.ndarray | None], code: str, says: str):
    given = {**outputs((0, 0.5, 0, 20, 10, 30)), **change}
    given = {name: value for name, value in given.items() if value is not None}
    with pytest.raises(EngineError) as caught:
        found(given, [PLACE], nms_iou=0.5, least=np.zeros(3), most=100)
    assert caught.value.code == code
    assert says in str(caught.value)
