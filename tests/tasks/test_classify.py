"""Classification: from logits to answers, their scores and the lines that are drawn."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from huoyan.errors import EngineError, UsageError
from huoyan.images.draw import draw_labels
from huoyan.results import Classification, LabelScore
from huoyan.tasks import TASKS
from huoyan.tasks.classify import Classify
from huoyan.tasks.logits import labels_in_a_line
from huoyan.tasks.scored_labels import scored
from huoyan.tasks.tags import Tags

PETS = Classify(("cat", "dog", "owl"))
TAGS = Tags(("sun", "sea", "sand"))


def logits(*rows):
    return {"logits": np.array(rows, dtype=np.float32)}


def test_the_table_of_tasks_names_both():
    assert TASKS["classify"] is Classify
    assert TASKS["tags"] is Tags


def test_logits_of_the_logarithms_give_the_probabilities():
    found = PETS.probabilities(logits(np.log([0.7, 0.2, 0.1])))
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array([[0.7, 0.2, 0.1]]), abs=1e-6)


def slow_softmax(row):
    powers = [math.exp(x - max(row)) for x in row]
    return [p / math.fsum(powers) for p in powers]


finite = st.floats(-1e4, 1e4, width=32)
some_logits = arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=finite)


@settings(max_examples=100)
@given(some_logits, st.floats(0.1, 10))
def test_softmax_agrees_with_the_formula_and_sums_to_one(values, temperature):
    task = Classify(tuple(map(str, range(values.shape[1]))), temperature=temperature)
    found = task.probabilities({"logits": values})
    assert np.allclose(found, [slow_softmax([float(x) / temperature for x in row]) for row in values])
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


@settings(max_examples=100)
@given(some_logits, st.floats(0.1, 10))
def test_sigmoid_agrees_with_the_formula_without_overflow(values, temperature):
    task = Tags(tuple(map(str, range(values.shape[1]))), temperature=temperature)
    slow = [[1 / (1 + math.exp(min(-float(x) / temperature, 700))) for x in row] for row in values]
    assert np.allclose(task.probabilities({"logits": values}), slow)


def test_a_higher_temperature_makes_answers_less_sure_but_keeps_their_order():
    values = logits([2.0, 1.0, 0.0])
    cold, warm = PETS.probabilities(values), dataclasses.replace(PETS, temperature=3).probabilities(values)
    assert warm.max() < cold.max()
    assert warm.argsort().tolist() == cold.argsort().tolist()


def test_an_answer_holds_all_labels_the_most_probable_first():
    (found,) = PETS.decode(logits([0, 2, 1]))
    assert [x.label for x in found.labels] == ["dog", "owl", "cat"]
    assert found.chosen == ("dog",)
    assert sum(x.score for x in found.labels) == pytest.approx(1)
    assert found.top.score == pytest.approx(math.exp(2) / (1 + math.exp(1) + math.exp(2)))


def test_equal_probabilities_stay_in_the_order_of_the_labels():
    (found,) = PETS.decode(logits([1, 1, 1]))
    assert [x.label for x in found.labels] == ["cat", "dog", "owl"]
    assert found.chosen == ("cat",)


def test_a_batch_gives_one_answer_a_picture_and_an_empty_one_none():
    found = PETS.decode(logits([9, 0, 0], [0, 9, 0]))
    assert [x.chosen for x in found] == [("cat",), ("dog",)]
    assert PETS.decode({"logits": np.empty((0, 3), dtype=np.float32)}) == []


def test_answers_are_ordinary_frozen_values():
    """They are filled by a shortcut, and nobody may notice."""
    (found,) = PETS.decode(logits([0, 2, 1]))
    assert found == Classification(tuple(LabelScore(x.label, x.score) for x in found.labels), ("dog",))
    assert hash(found.top) == hash(LabelScore("dog", found.top.score))
    assert type(found.top.score) is float
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.top.label = "cow"
    assert found.to_json()["labels"][0] == {"label": "dog", "score": round(found.top.score, 6)}


def test_several_labels_are_chosen_at_or_above_a_half():
    (found,) = TAGS.decode(logits([0, -1, 3]))
    assert found.chosen == ("sand", "sun")
    assert found.labels[1] == LabelScore("sun", 0.5)


def test_no_label_may_be_chosen():
    (found,) = TAGS.decode(logits([-1, -2, -3]))
    assert found.chosen == ()
    assert found.top.label == "sun"


def test_each_label_has_its_own_threshold():
    task = dataclasses.replace(TAGS, thresholds=(0.9, 0.1, 0.5))
    (found,) = task.decode(logits([1, -1, -1]))
    assert [x.label for x in found.labels] == ["sun", "sea", "sand"]
    assert found.chosen == ("sea",)


def test_the_score_counts_the_same_answers_as_decode():
    rng = np.random.default_rng(0)
    values, targets = rng.normal(size=(50, 3)).astype(np.float32), rng.integers(0, 3, 50)
    answers = PETS.decode({"logits": values})
    right = [x.chosen == (PETS.labels[t],) for x, t in zip(answers, targets, strict=True)]
    summary = scored(PETS, PETS.probabilities({"logits": values}), targets, [None] * 50).summary
    assert summary.metrics["accuracy"].value == np.mean(right)
    assert set(summary.per_class) == {"cat", "dog", "owl"}


def test_the_multilabel_score_uses_the_thresholds():
    task = dataclasses.replace(TAGS, thresholds=(0.9, 0.1, 0.5))
    rng = np.random.default_rng(0)
    values, targets = rng.normal(size=(50, 3)).astype(np.float32), (rng.random((50, 3)) < 0.5).astype(float)
    answers = task.decode({"logits": values})
    truth = [{task.labels[c] for c in range(3) if row[c]} for row in targets]
    right = [set(x.chosen) == t for x, t in zip(answers, truth, strict=True)]
    score = scored(task, task.probabilities({"logits": values}), targets, [None] * 50)
    assert score.metrics["exact_match"].value == np.mean(right)
    assert score.wrong == 50 - sum(right)


def test_a_chosen_label_is_marked_also_behind_one_that_is_not():
    task = Tags(("sun", "sea"), thresholds=(0.9, 0.5))
    (found,) = task.decode({"logits": np.array([[1.0, 0.5]], np.float32)})
    assert task.text(found, 2) == "sun 0.731  sea 0.622 ✓"


def test_the_surest_wrong_label_orders_wrong_answers_and_is_what_they_are_told_with():
    probabilities = np.array([[0.7, 0.1], [0.1, 0.1], [0.9, 0.9]])
    truth = np.array([[0, 0], [1, 0], [1, 1]], np.float32)
    found = scored(Tags(("sun", "sea")), probabilities, truth, (None,) * 3).worst(3)
    assert [(each.row, each.truth, each.answer) for each in found] == [(1, "sun", ""), (0, "", "sun")]
    assert [each.certainty for each in found] == pytest.approx([0.9, 0.7])


def test_three_lines_are_drawn_and_for_tags_the_chosen_ones():
    task, picture = Classify(tuple("abcde")), np.zeros((240, 240, 3), np.uint8)
    (found,) = task.decode(logits(np.log([0.1, 0.2, 0.4, 0.25, 0.05])))
    expected = draw_labels(picture, ["c 40.0%", "d 25.0%", "b 20.0%"])
    np.testing.assert_array_equal(task.draw(picture, found), expected)
    (sunny,), (nothing,) = TAGS.decode(logits([0, -9, -9])), TAGS.decode(logits([-9, -9, -9]))
    np.testing.assert_array_equal(TAGS.draw(picture, sunny), draw_labels(picture, ["sun 50.0%"]))
    np.testing.assert_array_equal(TAGS.draw(picture, nothing), picture)


def test_an_answer_is_told_in_one_line():
    (found,) = PETS.decode(logits(np.log([0.7, 0.2, 0.1])))
    assert PETS.text(found, 2) == labels_in_a_line(found, 2) == "cat 0.700  dog 0.200"
    assert found.to_json(1)["labels"] == [{"label": "cat", "score": 0.7}]


@pytest.mark.parametrize(
    ("outputs", "code"),
    [
        ({"scores": np.zeros((1, 3))}, "engine.output"),
        ({}, "engine.output"),
        ({"logits": np.zeros((1, 4))}, "engine.output"),
        ({"logits": np.zeros(3)}, "engine.output"),
        ({"logits": np.array([[0, np.nan, 0]])}, "engine.not_finite"),
        ({"logits": np.array([[0, np.inf, 0]])}, "engine.not_finite"),
    ],
)
@pytest.mark.parametrize("task", [PETS, TAGS], ids=["multi-class", "multi-label"])
def test_outputs_that_do_not_fit_the_labels_are_refused(task, outputs, code):
    with pytest.raises(EngineError) as caught:
        task.decode(outputs)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"labels": ()}, "0 labels"),
        ({"labels": ("a", "a")}, "1 of them different"),
        ({"labels": ("a",), "temperature": 0.0}, "temperature 0"),
        ({"labels": ("a",), "temperature": math.nan}, "temperature nan"),
        ({"labels": ("a",), "thresholds": (0.5, 0.5)}, "2 thresholds for 1"),
        ({"labels": ("a",), "thresholds": (1.5,)}, "threshold 1.5"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(values, message):
    with pytest.raises(UsageError, match=message):
        Tags(**values)
