"""What every head keeps to: a new one is tested by being listed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from huoyan.errors import UsageError
from huoyan.learn.graph_builder import IMAGES, GraphBuilder
from huoyan.learn.heads import HEADS
from huoyan.learn.heads.base import Head, Lesson
from huoyan.runtimes import ENGINES
from lessons import SIDE, easy, features_of, lesson, pixels

# Beside those that a kind would try itself: values far from them, and every way to answer.
MORE: dict[str, tuple[Mapping[str, Any], ...]] = {
    "ridge": ({"alpha": 1e-2}, {"alpha": "1e5"}),
    "logistic": ({}, {"C": 100}),
    "svm": ({}, {"kernel": "rbf", "C": 0.5, "gamma": 0.01}, {"kernel": "rbf", "C": 100}),
    "knn": ({"metric": "scaled"}, {"k": 1}, {"k": 1000}, {"k": 1, "metric": "cosine"}),
    "forest": ({"trees": 1, "depth": 1}, {"trees": 30, "depth": 4, "leaf": 5}),
    "mlp": ({"widths": "8,4", "epochs": 5},),
}
SETTINGS = [
    (name, settings)
    for name, kind in HEADS.items()
    for settings in (*kind.candidates(easy()), *MORE.get(name, ({},)))
]


def named(value: Any) -> str:
    return ",".join(f"{key}={each}" for key, each in value.items()) if isinstance(value, Mapping) else value


every_setting = pytest.mark.parametrize(("name", "settings"), SETTINGS, ids=named)
every_head = pytest.mark.parametrize("name", HEADS)


def graph_of(head: Head) -> bytes:
    graph = GraphBuilder(SIDE, SIDE, 1)
    flat = graph.add("Flatten", graph.add("Cast", IMAGES, to=1), axis=1)
    features = graph.add("Div", flat, graph.constant(np.array(16, np.float32)))
    return graph.model(logits=head.add(graph, features))


def assert_engines_agree(head: Head, images: np.ndarray) -> None:
    """Each engine, on all pictures at once and on one, gives what `decide` gives."""
    expected = head.decide(features_of(images))
    scale = max(np.ptp(expected), 1.0)
    model = graph_of(head)
    for name in ("onnxruntime", "openvino"):
        if not ENGINES[name].installed:
            continue
        runtime = ENGINES[name].open(model, None, "fp32")
        for chosen in (slice(None), slice(1)):
            found = runtime.run(images[chosen])["logits"]
            np.testing.assert_allclose(found, expected[chosen], rtol=0, atol=1e-4 * scale, err_msg=name)


def fitted(name: str, given: Lesson, settings: Mapping[str, Any] | None = None) -> Head:
    head = HEADS[name].fit(given, settings or {})
    values = head.decide(given.features)
    assert values.shape == (len(given.targets), given.classes)
    assert values.dtype == np.float32
    assert np.isfinite(values).all()
    return head


@every_setting
def test_the_graph_answers_as_the_head_on_every_engine(name: str, settings: Mapping[str, Any]):
    images, _ = pixels(40, 3, seed=1)
    assert_engines_agree(fitted(name, easy(), settings), images)


@every_head
def test_classes_that_are_far_apart_are_learnt(name: str):
    head = fitted(name, easy())
    images, targets = pixels(300, 3, seed=1)
    assert (head.decide(features_of(images)).argmax(axis=1) == targets).mean() > 0.95


@every_head
@pytest.mark.parametrize("classes", [2, 5])
def test_any_number_of_classes(name: str, classes: int):
    images, targets = pixels(60, classes)
    assert_engines_agree(fitted(name, lesson(features_of(images), targets, classes)), images)


@every_head
@pytest.mark.parametrize("absent", [0, 1, 3])
def test_a_class_without_rows_is_never_the_answer(name: str, absent: int):
    images, targets = pixels(60, 3)
    seen = np.array([each for each in range(4) if each != absent])[targets]
    head = fitted(name, lesson(features_of(images), seen, 4))
    assert absent not in head.decide(features_of(pixels(200, 3, seed=2)[0])).argmax(axis=1)
    assert_engines_agree(head, images)


@every_head
def test_one_class_alone_is_the_answer(name: str):
    images, targets = pixels(10, 1)
    head = fitted(name, lesson(features_of(images), targets + 1, 3))
    assert set(head.decide(features_of(images)).argmax(axis=1)) == {1}
    assert_engines_agree(head, images)


@every_head
def test_rows_may_be_fewer_than_classes_and_than_columns(name: str):
    images, _ = pixels(3, 3)
    assert_engines_agree(fitted(name, lesson(features_of(images), [4, 0, 2], 6)), images)


@every_head
def test_every_row_may_be_of_a_class_of_its_own(name: str):
    images, _ = pixels(30, 3, noise=100)
    head = fitted(name, lesson(features_of(images), np.arange(30), 30))
    assert_engines_agree(head, images)


@every_head
def test_a_single_row_is_enough(name: str):
    images, _ = pixels(1, 1)
    head = fitted(name, lesson(features_of(images), [1], 2))
    assert head.decide(features_of(images)).argmax() == 1
    assert_engines_agree(head, images)


@every_head
def test_constant_columns_and_equal_rows_do_no_harm(name: str):
    images, targets = pixels(60, 3)
    images[:, 0] = 17
    images, targets = np.concatenate([images] * 2), np.concatenate([targets] * 2)
    head = fitted(name, lesson(features_of(images), targets, 3))
    assert_engines_agree(head, images)
    assert (head.decide(features_of(images)).argmax(axis=1) == targets).mean() > 0.95


@every_head
def test_columns_that_are_all_constant_give_the_share_of_the_classes(name: str):
    images = np.full((12, SIDE, SIDE, 1), 9, np.uint8)
    head = fitted(name, lesson(features_of(images), [0, 1, 1, 1] * 3, 2))
    assert set(head.decide(features_of(images)).argmax(axis=1)) == {1}
    assert_engines_agree(head, images)


@every_head
def test_one_column_is_enough(name: str):
    features = np.linspace(-1, 1, 40, dtype=np.float32)[:, None]
    head = fitted(name, lesson(features, (features[:, 0] > 0).astype(int), 2))
    assert (head.decide(features).argmax(axis=1) == (features[:, 0] > 0)).mean() >= 0.95


@every_head
def test_features_far_from_zero_cost_no_digits(name: str):
    images, targets = pixels(60, 3)
    near, far = (lesson(features_of(images) + np.float32(by), targets, 3) for by in (0, 4096))
    values = [fitted(name, each).decide(each.features) for each in (near, far)]
    np.testing.assert_allclose(*values, atol=2e-2 * np.ptp(values[0]))


@every_head
def test_the_same_lesson_gives_the_same_head(name: str):
    heads = [fitted(name, easy(seed=3)) for _ in range(2)]
    for key, array in heads[0].arrays.items():
        np.testing.assert_array_equal(array, heads[1].arrays[key], err_msg=key)


@every_head
def test_a_head_is_fitted_again_with_the_settings_that_it_tells(name: str):
    given = easy()
    head = fitted(name, given)
    again = fitted(name, given, head.settings)
    assert again.settings == head.settings
    np.testing.assert_array_equal(again.decide(given.features), head.decide(given.features))


@every_head
def test_rows_that_weigh_more_move_the_answer(name: str):
    given = lesson(np.zeros((20, 2), np.float32), [0, 1] * 10, 2)
    heavy = replace(given, weights=np.where(given.targets == 1, 1.5, 0.5))
    values = fitted(name, heavy, {"k": 20} if name == "knn" else {}).decide(given.features[:1])[0]
    assert values[1] > values[0]


@every_head
def test_each_row_is_answered_alone(name: str):
    given = easy(count=300)
    head = HEADS[name].fit(given, {})
    many = np.concatenate([given.features] * 60)  # more than are answered in one go
    values = head.decide(many)
    assert values.shape == (18_000, 3)
    np.testing.assert_allclose(values[-300:], head.decide(given.features), atol=1e-5)
    assert head.decide(given.features[:0]).shape == (0, 3)


@every_head
def test_an_unknown_setting_is_named_with_those_there_are(name: str):
    with pytest.raises(UsageError, match=rf"^{name} has no option 'colour'.* Options: ") as caught:
        HEADS[name].fit(easy(), {"colour": 1})
    assert caught.value.code == "usage.option"


@pytest.mark.parametrize(
    ("name", "setting", "value", "says"),
    [
        ("ridge", "alpha", 0, "option alpha=0 of ridge: expected a number above 0."),
        ("ridge", "alpha", "inf", "option alpha='inf' of ridge: expected a number above 0."),
        ("logistic", "C", -1, "option C=-1 of logistic: expected a number above 0."),
        ("logistic", "C", True, "option C=True of logistic: expected a number above 0."),
        ("svm", "kernel", "poly", "option kernel='poly' of svm: expected one of linear, rbf."),
        ("svm", "gamma", 1, "option gamma=1 of svm: expected no gamma with kernel=linear, which has none."),
        ("knn", "k", 0, "option k=0 of knn: expected a whole number of at least 1."),
        ("knn", "metric", "l1", "option metric='l1' of knn: expected one of euclidean, cosine, scaled."),
        ("forest", "depth", 99, "option depth=99 of forest: expected a whole number up to 32."),
        ("mlp", "epochs", 1.5, "option epochs=1.5 of mlp: expected a whole number of at least 1."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_is_expected(name: str, setting: str, value: object, says: str):
    with pytest.raises(UsageError) as caught:
        HEADS[name].fit(easy(), {setting: value})
    assert str(caught.value) == says
    assert caught.value.code == "usage.option"


def test_a_wrong_gamma_is_told_with_what_is_expected():
    with pytest.raises(UsageError, match=r"gamma='auto' of svm: expected a number above 0, or \"scale\""):
        HEADS["svm"].fit(easy(), {"kernel": "rbf", "gamma": "auto"})


def test_the_table_loads_neither_torch_nor_scikit_learn_nor_scipy():
    code = "import sys, huoyan.learn.heads; print(sorted({'torch', 'sklearn', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
