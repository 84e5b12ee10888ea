"""Detection: what outputs mean, when two answers are the same, and how they are told and drawn."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from huoyan.data.formats.reading import Reading
from huoyan.errors import UsageError
from huoyan.preprocess import Placement
from huoyan.results import Detection, Detections
from huoyan.tasks import TASKS, task_for
from huoyan.tasks.detect import Detect

ANIMALS = Detect(("cat", "dog"), (0.5,))
# The source, 100 x 50, is twice as large in the network's picture, 20 pixels below its top.
PLACE = Placement(50, 100, 2.0, 2.0, 0.0, 20.0)


def outputs(*rows: tuple[float, ...]) -> dict[str, np.ndarray]:
    """Of one picture, rows of class, score, xmin, ymin, xmax, ymax."""
    given = np.array(rows, np.float32).reshape(1, -1, 6)
    return {"boxes": given[..., 2:], "scores": given[..., 1], "classes": given[..., 0].astype(np.int64)}


def refused(match: str, **changes: object) -> None:
    with pytest.raises(UsageError, match=match) as caught:
        replace(ANIMALS, **changes)
    assert caught.value.code == "usage.task"


def test_it_is_the_task_of_data_with_boxes():
    assert TASKS["detect"] is Detect
    assert task_for("boxes") == "detect"
    assert ANIMALS.reading(Reading()) == Reading(known=("cat", "dog"), kind="boxes")


def test_things_are_named_and_lie_in_the_pixels_of_the_source():
    (found,) = ANIMALS.decode(outputs((1, 0.75, 20, 40, 60, 80), (0, 0.25, 0, 20, 10, 30)), [PLACE])
    assert found == Detections((Detection("dog", 0.75, (10.0, 10.0, 30.0, 30.0)),), height=50, width=100)


def test_a_threshold_holds_for_all_classes_or_each_has_its_own():
    given = outputs((0, 0.5, 20, 40, 60, 80), (1, 0.5, 20, 40, 60, 80))
    (one,) = ANIMALS.decode(given, [PLACE])
    (each,) = replace(ANIMALS, thresholds=(0.5, 0.625)).decode(given, [PLACE])
    assert [[x.label for x in found.detections] for found in (one, each)] == [["cat", "dog"], ["cat"]]


def test_doubles_go_and_no_more_than_the_most_are_shown():
    given = outputs((0, 0.5, 20, 40, 60, 80), (0, 0.75, 20, 40, 60, 80), (1, 0.625, 20, 40, 60, 80))
    scores = [
        [x.score for x in replace(ANIMALS, **changes).decode(given, [PLACE])[0].detections]
        for changes in ({}, {"nms_iou": None}, {"most": 1})
    ]
    assert scores == [[0.75, 0.625], [0.75, 0.625, 0.5], [0.75]]


def test_json_holds_every_thing_whatever_top_is():
    found = Detections((Detection("cat", 0.87654321, (1, 2.005, 30, 40)),) * 7, height=50, width=100)
    written = json.loads(json.dumps(found.to_json(top=2)))["detections"]
    assert len(written) == 7
    box = {"xmin": 1, "ymin": 2.0, "xmax": 30, "ymax": 40}
    assert written[0] == {"label": "cat", "score": 0.876543, "box": box}


def test_a_line_of_text_names_each_class_with_its_scores():
    things = [("cat", 0.9), ("dog", 0.8), ("cat", 0.7), ("cat", 0.6)]
    found = Detections(tuple(Detection(name, score, (0, 0, 1, 1)) for name, score in things), 50, 100)
    assert ANIMALS.text(found, 2) == "cat 0.900 0.700 +1  dog 0.800"
    assert ANIMALS.text(Detections((), 50, 100), 2) == "nothing found"


def test_boxes_are_drawn_where_they_lie_also_on_a_smaller_copy():
    found = Detections((Detection("cat", 0.9, (400, 400, 800, 800)),), height=1200, width=1200)
    for side in (1200, 600):
        plain = np.zeros((side, side, 3), np.uint8)
        drawn = ANIMALS.draw(plain, found)
        rows, columns = np.nonzero(drawn[side // 2 :].any(axis=2))
        assert drawn.shape == plain.shape
        assert not plain.any()
        assert columns.min() == pytest.approx(side / 3, abs=3)
        assert rows.max() + side // 2 == pytest.approx(side * 2 / 3, abs=3)


def test_equal_outputs_are_no_distance_apart():
    given = outputs((0, 0.75, 20, 40, 60, 80), (1, 0.75, 20, 40, 60, 80))
    found = ANIMALS.difference(given, given)
    assert (found.same.tolist(), found.distances.tolist()) == ([True], [0.0])


def test_the_distance_is_that_of_the_side_that_moved_most_or_of_the_score():
    given = outputs((0, 0.75, 20, 40, 60, 80))
    assert ANIMALS.difference(given, outputs((0, 0.75, 20, 40, 60.5, 79.75))).distances.tolist() == [0.5]
    moved = ANIMALS.difference(given, outputs((0, 0.76, 20, 40, 60, 80)))
    assert moved.distances[0] == pytest.approx(1, abs=1e-4)


def test_what_stands_just_below_a_threshold_elsewhere_is_the_same_thing():
    found = ANIMALS.difference(outputs((0, 0.5001, 20, 40, 60, 80)), outputs((0, 0.4999, 20, 40, 60, 80)))
    assert found.same.all()
    assert found.distances[0] < 0.05


def test_which_of_two_equal_boxes_stays_is_no_difference():
    boxes = (20, 40, 60, 80), (20, 41, 60, 81)
    one = outputs((0, 0.7501, *boxes[0]), (0, 0.75, *boxes[1]))
    other = outputs((0, 0.75, *boxes[0]), (0, 0.7501, *boxes[1]))
    assert ANIMALS.difference(one, other).distances[0] < 0.05


@pytest.mark.parametrize(
    "other",
    [
        outputs((0, 0.75, 20, 40, 60, 80)),
        outputs((0, 0.75, 20, 40, 60, 80), (0, 0.75, 120, 140, 160, 180)),
        outputs((0, 0.75, 20, 40, 60, 80), (1, 0.75, 120, 140, 160, 190)),
        outputs((0, 0.75, 20, 40, 60, 80), (1, 0.5, 120, 140, 160, 180)),
    ],
    ids=["lacks one", "another class", "another place", "another score"],
)
def test_other_things_are_another_answer_whichever_side_has_them(other: dict[str, np.ndarray]):
    given = outputs((0, 0.75, 20, 40, 60, 80), (1, 0.75, 120, 140, 160, 180))
    for one, two in ((given, other), (other, given)):
        found = ANIMALS.difference(one, two)
        assert not found.same.any()
        assert found.distances[0] > max(Detect.allowed[of] for of in ("fp32", "bf16", "anywhere"))


def test_the_last_of_a_full_list_may_be_missing_from_the_other():
    first = (0, 0.9, 20, 40, 60, 80)
    one = outputs(first, (0, 0.6001, 120, 140, 160, 180))
    other = outputs(first, (0, 0.6, 20, 140, 60, 180))
    assert ANIMALS.difference(one, other).distances.tolist() == [0.0]


def test_a_network_that_is_as_sure_of_everything_may_show_any_of_it_and_proves_nothing():
    places = [(float(at), float(at), float(at + 50), float(at + 50)) for at in range(120)]
    shows_all = replace(ANIMALS, thresholds=(0.01,))
    one = outputs(*[(0, 0.0101, *place) for place in places])
    other = outputs(*[(0, 0.0101, 300 + x0, y0, 300 + x1, y1) for x0, y0, x1, y1 in places])
    found = shows_all.difference(one, other)
    assert (found.distances.tolist(), found.told) == ([0.0], 0)


def test_a_graph_that_is_as_sure_of_everything_does_not_stand_for_a_network_that_is_not():
    places = [(float(at), float(at), float(at + 50), float(at + 50)) for at in range(120)]
    given = outputs((0, 0.9, 20, 40, 60, 80), *[(0, 0.0101, *place) for place in places[1:]])
    level = outputs(*[(0, 0.0101, *place) for place in places])
    for one, two in ((given, level), (level, given)):
        assert not replace(ANIMALS, thresholds=(0.01,)).difference(one, two).same.any()


def test_pictures_without_things_are_the_same_answer():
    none = outputs((0, 0.1, 20, 40, 60, 80))
    assert ANIMALS.difference(none, outputs((1, 0.2, 0, 0, 1, 1))).distances.tolist() == [0.0]


def test_what_is_not_finite_is_no_answer():
    broken = outputs((0, np.nan, 20, 40, 60, 80))
    found = ANIMALS.difference(outputs((0, 0.75, 20, 40, 60, 80)), broken)
    assert (found.same.tolist(), found.distances.tolist()) == ([False], [np.inf])


def test_settings_that_cannot_be_are_refused():
    refused("3 thresholds for 2 labels", thresholds=(0.5, 0.5, 0.5))
    refused("0 thresholds", thresholds=())
    refused("threshold nan", thresholds=(float("nan"),))
    refused("threshold 1.5", thresholds=(1.5,))
    refused("nms_iou -1", nms_iou=-1)
    refused("most 0", most=0)
    refused("2 labels, 1 of them different", labels=("cat", "cat"))
