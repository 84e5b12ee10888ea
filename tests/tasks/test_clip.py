"""The task of clips: its answer is a class or numbers, and stands in the manifest as such."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from huoyan.artifact.manifest import Manifest, read_task, task_section
from huoyan.clips import ClipPreprocess
from huoyan.data.formats.reading import Reading
from huoyan.errors import UsageError
from huoyan.preprocess import Preprocess
from huoyan.tasks import kind_of, name_of, reading_for, task_for
from huoyan.tasks.classify import Classify
from huoyan.tasks.clip import Clip
from huoyan.tasks.regress import Regress
from making_clip_models import CLASSES, GREY, HIDDEN, NUMBERS, manifest_of

PICTURES = Classify(("left", "right", "still"))
ANSWERS = {"classes": CLASSES, "numbers": NUMBERS}


@pytest.mark.parametrize("task", ANSWERS.values(), ids=ANSWERS)
def test_a_clip_is_answered_as_a_picture_is(task: Clip):
    (name,) = task.outputs
    outputs = {name: np.arange(4 * len(task.labels), dtype=np.float32).reshape(4, -1)}
    alone = task.answer
    assert (task.labels, task.outputs, task.headlines) == (alone.labels, alone.outputs, alone.headlines)
    results = task.decode(outputs)
    assert results == alone.decode(outputs)
    assert task.text(results[0], 2) == alone.text(results[0], 2)  # type: ignore[arg-type]
    assert task.difference(outputs, outputs).same.all()
    assert task.draw(np.zeros((64, 64, 3), np.uint8), results[0]).any()


@pytest.mark.parametrize("values", [{}, {"classes": Classify(("a",)), "numbers": Regress(("b",))}])
def test_it_has_one_of_the_two_answers(values: dict[str, Any]):
    with pytest.raises(UsageError, match="one of the two"):
        Clip(**values)


@pytest.mark.parametrize("task", ANSWERS.values(), ids=ANSWERS)
def test_the_manifest_keeps_it(task: Clip):
    assert name_of(task) == "clip"
    assert read_task(task_section(task)) == task
    manifest = manifest_of(GREY, task, state={"hidden": (HIDDEN,)})
    assert Manifest.model_validate_json(manifest.model_dump_json()) == manifest


def test_data_are_read_as_clips_for_it():
    assert CLASSES.reading(Reading()) == Reading(known=CLASSES.labels, kind="class", medium="clips")
    assert NUMBERS.reading(Reading()).kind == "numbers"
    assert reading_for("clip", Reading()).medium == "clips"
    assert kind_of("clip") == "class"
    assert task_for("class") == "classify"


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"name": "clip"}, "one of the two"),
        ({"name": "clip", "classes": {"labels": ["a"], "coverage": 1}}, r"'classes\.coverage' is no value"),
        ({"name": "clip", "labels": ["a"]}, "'labels' is no value of the task clip"),
        ({"name": "clip", "classes": {"labels": ["a", "a"]}}, "2 labels, 1 of them different"),
        ({"name": "clip", "classes": 3}, "classes"),
    ],
)
def test_a_section_that_is_none_is_refused(section: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        read_task(section)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"clip": None}, "does not say what is seen of them"),
        ({"task": PICTURES}, "the task is about pictures"),
        ({"clip": ClipPreprocess(Preprocess(9, 9, colour="grey"))}, "not that of the frames"),
        ({"clip": 3}, "an object with its values"),
        ({"clip": {"frame": GREY.frame.to_json(), "speed": 3}}, "speed"),
        ({"state": {"frames": (3,)}}, "'frames' is a tensor of the state and another"),
        ({"state": {"logits": (3,)}}, "'logits' is a tensor of the state and another"),
        ({"state": {"a": (3,), "a_out": (3,)}}, "'a_out' is a tensor of the state and another"),
        ({"state": {"a": (0,)}}, "greater than or equal to 1"),
        (
            {"task": Classify(("left", "right", "still")), "clip": None, "state": {"a": (3,)}},
            "`state` is there",
        ),
    ],
)
def test_values_that_do_not_belong_together_are_refused(changed: dict[str, Any], said: str):
    values = dict(manifest_of(GREY, CLASSES))
    with pytest.raises(ValueError, match=said):
        Manifest(**{**values, **changed})
