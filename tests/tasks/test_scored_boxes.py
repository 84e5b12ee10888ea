"""The score of detections: what counts as found, where the truth is known, and which pictures are worst."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture
from huoyan.errors import DataError
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.preprocess import Placement
from huoyan.tasks.base import Outputs
from huoyan.tasks.detect import Detect
from huoyan.tasks.scored_boxes import ScoredBoxes, scored_boxes
from made_things import made

CAT, DOG = 0, 1
TASK = Detect(("cat", "dog"), thresholds=(0.5, 0.25))
# The source is half as large as the network's picture, whose upper 20 pixels are padding.
PLACE = Placement(100, 100, 2.0, 2.0, 0.0, 20.0)
A, B, C = (10, 10, 40, 40), (50, 50, 90, 90), (5, 60, 25, 80)
Said = tuple[int, float, tuple[float, ...]]


def data(*pictures: Sequence[Box], classes: tuple[str, ...] = ("cat", "dog")) -> Dataset:
    pixels = PixelPicture(np.zeros((100, 100, 3), np.uint8))
    samples = [Sample(f"{at}.png", Boxes(tuple(boxes)), pixels) for at, boxes in enumerate(pictures)]
    return Dataset("pets", classes, tuple(samples), "boxes")


def says(*pictures: Sequence[Said]) -> Outputs:
    """Class, score and box in the source of what is found in each picture, as a network puts it."""
    most = max(map(len, pictures))
    boxes, scores = (
        np.zeros((len(pictures), most, 4), np.float32),
        np.zeros((len(pictures), most), np.float32),
    )
    classes = np.zeros((len(pictures), most), np.int64)
    for at, found in enumerate(pictures):
        for k, (label, score, box) in enumerate(found):
            boxes[at, k], scores[at, k], classes[at, k] = PLACE.to_model(np.array(box))[0], score, label
    return {"boxes": boxes, "scores": scores, "classes": classes}


def score(truth: Dataset, *pictures: Sequence[Said]) -> ScoredBoxes:
    scorer = TASK.scorer(truth)
    scorer.add(np.arange(len(pictures)), says(*pictures), [PLACE] * len(pictures))
    return scorer.finish()


def many(n: int, found: Sequence[Said], *true: Box) -> ScoredBoxes:
    return score(data(*[true] * n), *[found] * n)


def test_boxes_are_compared_in_pixels_of_the_source():
    found = many(6, [(CAT, 0.9, A), (DOG, 0.8, B)], Box(CAT, *A), Box(DOG, *B))
    assert found.metrics["ap"].value == 1
    assert (found.metrics["precision"].value, found.metrics["recall"].value) == (1, 1)
    assert (found.wrong, found.worst(5)) == (0, [])
    assert 0.4 < found.metrics["ap"].low < 1


def test_unsure_things_count_for_average_precision_and_are_not_shown():
    found = many(6, [(CAT, 0.4, A), (DOG, 0.3, B)], Box(CAT, *A), Box(DOG, *B))
    assert found.metrics["ap50"].value == 1
    assert found.metrics["recall"].value == 0.5


def test_a_thing_that_is_found_twice_is_one():
    found = many(6, [(CAT, 0.9, A), (CAT, 0.8, A)], Box(CAT, *A))
    assert found.metrics["precision"].value == 1


def test_a_crowd_counts_neither_for_nor_against():
    found = many(6, [(CAT, 0.9, A), (DOG, 0.8, B)], Box(CAT, *A), Box(DOG, *B, crowd=True))
    assert found.metrics["precision"].value == 1
    assert found.summary.per_class["dog"]["things"] == 0


def test_false_alarms_are_those_on_pictures_in_which_nothing_is():
    truth = data(*[[Box(CAT, *A)]] * 5, *[[]] * 10)
    found = score(truth, *[[(CAT, 0.9, A), (DOG, 0.9, B)]] * 5, [(DOG, 0.9, C)], *[[]] * 9)
    alarms = found.metrics["false_alarms_per_1000"]
    assert (alarms.value, alarms.n) == (100, 10)
    assert found.metrics["pictures_right"].value == pytest.approx(9 / 15)


def test_what_there_is_too_little_of_is_said():
    found = many(3, [(CAT, 0.9, A)], Box(CAT, *A))
    said = {name: str(lack) for name, lack in found.left_out.items()}
    assert said["ap"] == "needs 5 test pictures or more with things to find, there are 3"
    assert said["false_alarms_per_1000"].endswith("in which nothing is, there are 0")
    small = many(6, [(CAT, 0.9, A)], Box(CAT, *A))
    assert str(small.left_out["ap_large"]) == (
        "needs 5 test pictures or more with things of 96 x 96 pixels or more, there are 0"
    )
    assert (
        small.left_out["ap_large"].message.told("zh")
        == "需要 5 张或更多含有不小于 96×96 像素的目标的测试图片，现有 0 张"
    )
    assert str(many(6, [], Box(CAT, *A)).left_out["precision"]).startswith("needs a thing that is shown")


def test_classes_are_matched_by_name_and_one_that_the_model_does_not_know_is_refused():
    truth = data([Box(0, *A)], [Box(1, *B)], classes=("dog", "cat"))
    found = score(truth, [(DOG, 0.9, A)], [(CAT, 0.9, B)])
    assert found.wrong == 0
    with pytest.raises(DataError, match="bird"):
        TASK.scorer(data([Box(0, *A)], classes=("bird",)))


def test_the_worst_pictures_have_the_surest_false_alarms_and_the_most_missed_things():
    truth = data([Box(CAT, *A), Box(CAT, *B), Box(DOG, *C)], [], [Box(CAT, *A)], [Box(DOG, *A)])
    found = score(truth, [(CAT, 0.9, A)], [(DOG, 0.75, B)], [(CAT, 0.9, A)], [(CAT, 0.5, A)])
    assert [each.row for each in found.worst(5)] == [0, 3, 1]
    first, second, third = found.worst(5)
    assert (first.truth, first.answer, first.certainty) == ("cat × 2, dog", "cat", 2)
    assert (second.truth, second.answer, second.certainty) == ("dog", "cat", 1.5)
    assert (third.truth, third.answer, third.certainty) == ("nothing", "dog", 0.75)
    assert len(found.worst(1)) == 1


def test_what_is_shown_of_a_picture_is_judged_and_what_is_missed_is_told():
    found = score(data([Box(CAT, *A), Box(DOG, *B)]), [(CAT, 0.75, A), (CAT, 0.5, C), (CAT, 0.625, B)])
    assert [(x.label, x.verdict, x.score) for x in found.judged(0)] == [
        ("cat", "wrong", 0.625),
        ("cat", "wrong", 0.5),
        ("cat", "right", 0.75),
        ("dog", "missed", None),
    ]
    assert found.judged(0)[-1].box == B


def test_models_are_compared_by_average_precision_and_by_what_they_show_of_each_picture():
    truth = data(*[[Box(CAT, *A), Box(DOG, *B)]] * 5, [], [])
    found = score(truth, *[[(CAT, 0.75, A)]] * 5, [], [(CAT, 0.75, A)])
    assert [each.name for each in found.paired()] == ["ap", "ap50", "picture_f1", "pictures_right"]
    shown = {each.name: each.values.tolist() for each in found.paired() if isinstance(each, ByPicture)}
    assert shown["picture_f1"] == [*[pytest.approx(2 / 3)] * 5, 1, 0]
    assert shown["pictures_right"] == [*[False] * 5, True, False]


def test_where_too_few_pictures_hold_things_only_right_pictures_are_compared():
    truth = data([Box(CAT, *A), Box(DOG, *B)], [], [])
    (only,) = score(truth, [(CAT, 0.75, A)], [], [(CAT, 0.75, A)]).paired()
    assert only.name == "pictures_right"


def test_the_order_of_batches_is_nothing():
    truth = data([Box(CAT, *A)], [Box(DOG, *B)], [Box(CAT, *C)])
    found = [[(CAT, 0.9, A)], [(CAT, 0.8, B)], [(DOG, 0.7, C)]]
    scorer = TASK.scorer(truth)
    for rows in ([2], [0, 1]):
        scorer.add(np.array(rows), says(*(found[row] for row in rows)), [PLACE] * len(rows))
    turned, straight = scorer.finish(), score(truth, *found)
    assert turned.metrics["pictures_right"] == straight.metrics["pictures_right"]
    assert [(x.truth, x.answer) for x in turned.worst(9)] == [("dog", "cat"), ("cat", "dog")]


def test_the_figures_are_those_of_faster_coco_eval_within_their_intervals():
    given, true = made(40, 2, 0)
    found = scored_boxes(TASK, given, true, (None,) * 40)
    for name, value in coco_table(given, true, 2).figures().items():
        each = found.metrics[name]
        assert each.value == pytest.approx(float(value))
        assert each.low <= each.value <= each.high, name
    assert {*found.metrics} | {*found.left_out} >= {*TASK.headlines}


def test_groups_are_counted_and_make_intervals_wider():
    given, true = made(60, 2, 1)
    alone = scored_boxes(TASK, given, true, (None,) * 60)
    grouped = scored_boxes(TASK, given, true, tuple(f"camera {at // 10}" for at in range(60)))
    assert (alone.groups, grouped.groups) == (None, 6)
    assert "groups" not in alone.to_json()
    assert grouped.to_json()["groups"] == 6


def test_metrics_json_holds_figures_classes_and_errors():
    given, true = made(40, 2, 0)
    written = scored_boxes(TASK, given, true, (None,) * 40).to_json()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert [*written] == ["n", "things", "metrics", "left_out", "per_class", "errors"]
    assert [*written["per_class"]["cat"]] == [
        *("things", "shown", "ap", "ap50", "ap_low", "ap_high", "precision", "recall", "f1"),
        *("best_f1", "best_threshold"),
    ]
    assert [*written["errors"]][:6] == ["localisation", "class", "duplicate", "background", "both", "missed"]


def test_pictures_in_which_nothing_is_have_a_score_too():
    found = score(data(*[[]] * 6), *[[]] * 6)
    assert {*found.metrics} == {"pictures_right", "false_alarms_per_1000"}
    written = found.to_json()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert written["per_class"]["cat"] == {"things": 0, "shown": 0}
