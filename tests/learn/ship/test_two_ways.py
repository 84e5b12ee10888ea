"""Of two ways in which a network has learnt to answer, the one that ships."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.data.prepare import prepare
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.learn.networks.detectors.yolo import heads_told
from huoyan.learn.ship.trained import Second
from huoyan.learn.ship.two_ways import better_way
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import recipe_from
from things import CLASSES, SIDE, things

BOX, BESIDE = (4.0, 4.0, 44.0, 44.0), (50.0, 4.0, 60.0, 14.0)
SAMPLES = tuple(replace(one, truth=Boxes((Box(0, *BOX),))) for one in things(6).samples)
VAL = SimpleNamespace(
    pixels=np.zeros((6, SIDE, SIDE, 3), np.uint8),
    dataset=Dataset("six", CLASSES, SAMPLES, "boxes"),
    places=[prepare(sample, Preprocess(SIDE, SIDE)).place for sample in SAMPLES],
)
PLAN = SimpleNamespace(recipe=recipe_from({"task": "detect"}))


def way(*boxes: tuple[float, ...], answers: str, second: object = None) -> SimpleNamespace:
    """A model that finds these boxes of the first class in every picture, the first one most surely."""
    n = len(boxes)
    outputs = {
        "boxes": np.tile(np.array(boxes, np.float32), (6, 1, 1)),
        "scores": np.tile(np.linspace(0.9, 0.6, n, dtype=np.float32), (6, 1)),
        "classes": np.zeros((6, n), np.int64),
    }
    options = {"answers": answers}
    return SimpleNamespace(answer=lambda *_: outputs, unseen=None, options=options, second=second)


@pytest.mark.parametrize(
    ("many", "once", "ships"),
    [
        ((BESIDE, BOX), (BOX,), "once"),
        ((BOX, BOX), (BOX,), "once"),  # as good: nothing has to be suppressed
        ((BOX, BOX), (BESIDE, BOX), "both"),
    ],
)
def test_the_better_one_ships_and_of_equal_ones_that_without_suppression(many, once, ships: str):
    model = way(*many, answers="both", second=Second(way(*once, answers="once"), heads_told))
    better, (told,) = better_way(PLAN, model, VAL)
    assert better.trained.options["answers"] == ships
    assert (better.settled.task.nms_iou is None) == (ships == "once")
    assert "with suppression" in told
    assert "average precision on validation" in told


def test_a_model_that_answers_in_one_way_is_taken_without_a_word():
    model = way(BOX, answers="many")
    better, told = better_way(PLAN, model, VAL)
    assert better.trained is model
    assert told == ()
