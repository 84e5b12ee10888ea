"""Heads answer as scikit-learn's models of the same name do."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, LinearSVC

from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.forest import Forest
from huoyan.learn.heads.knn import Knn
from huoyan.learn.heads.logistic import Logistic
from huoyan.learn.heads.parts.kernel import Kernel
from huoyan.learn.heads.parts.scaling import scaling
from huoyan.learn.heads.svm import Svm
from lessons import easy, features_of, lesson, pixels


def hard(classes: int = 3, count: int = 120) -> Lesson:
    images, targets = pixels(count, classes, noise=120)
    weights = np.random.default_rng(1).uniform(0.5, 2, count)
    return lesson(features_of(images), targets, classes, weights=weights)


def rows_of(given: Lesson) -> np.ndarray:
    return scaling(given.features, given.weights).apply(given.features)


def softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("classes", [2, 4])
def test_logistic_regression(classes: int):
    given = hard(classes)
    model = LogisticRegression(C=0.1, tol=1e-8, max_iter=1000).fit(
        rows_of(given), given.targets, given.weights
    )
    found = softmax(Logistic().fit(given, {"C": 0.1}).decide(given.features))
    np.testing.assert_allclose(found, model.predict_proba(rows_of(given)), atol=2e-3)


def test_linear_svm():
    given = hard()
    # A large constant column in place of 1: liblinear penalises the intercept.
    model = LinearSVC(C=0.1, intercept_scaling=30, tol=1e-7, max_iter=100_000)
    model.fit(rows_of(given), given.targets, given.weights)
    found = Svm().fit(given, {"C": 0.1}).decide(given.features)
    np.testing.assert_allclose(found, model.decision_function(rows_of(given)), atol=5e-3)


@pytest.mark.parametrize("gamma", ["scale", 0.02])
def test_svm_with_gaussian_kernels(gamma: str | float):
    given = hard()
    found = Svm().fit(given, {"kernel": "rbf", "C": 2, "gamma": gamma}).decide(given.features)
    for at in range(given.classes):
        model = SVC(C=2, gamma=gamma).fit(rows_of(given), given.targets == at, given.weights)
        np.testing.assert_allclose(found[:, at], model.decision_function(rows_of(given)), atol=1e-3)


def test_an_svm_keeps_only_the_rows_that_support_it():
    given = easy()
    head = Svm().fit(given, {"kernel": "rbf"})
    assert isinstance(head, Kernel)
    assert 3 <= len(head.rows) < len(given.targets)


def test_a_forest_divides_as_scikit_learn_does():
    given = hard()
    settings = {"trees": 25, "depth": 16, "leaf": 2}
    model = RandomForestClassifier(25, max_depth=16, min_samples_leaf=2, random_state=0)
    model.fit(given.features, given.targets, given.weights)
    expected = np.log((25 * model.predict_proba(given.features) + 1 / 3) / 26)
    np.testing.assert_allclose(Forest().fit(given, settings).decide(given.features), expected, atol=1e-5)


def test_a_feature_that_is_rounded_otherwise_does_not_move_a_forest():
    given = hard()
    head = Forest().fit(given, {"trees": 25})
    for by in (-1, 1):
        # A row on the threshold of every question.
        at = np.zeros((len(head.threshold), 16), np.float32)
        at[np.arange(len(at)), head.feature] = head.threshold
        moved = np.nextafter(at, np.float32(by * np.inf))
        np.testing.assert_allclose(head.decide(at), head.decide(moved), atol=1e-3)


def test_a_forest_of_many_classes_stays_within_its_bounds():
    images, _ = pixels(400, 3, noise=200)
    head = Forest().fit(lesson(features_of(images), np.arange(400), 1000), {"trees": 100, "depth": 32})
    assert head.shares.nbytes <= 100_000_000


def test_neighbours_that_are_clearly_apart_vote_as_in_scikit_learn():
    # 4 rows of one class near, 2 of another behind, the rest far away; one column.
    features = np.array([[0, 0.1, 0.2, 0.3, 2, 2.1, 50, 51, 52, 53, 54, 55]], np.float32).T
    targets = np.array([0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2])
    given = lesson(features, targets, 3)
    at = np.array([[0.15]], np.float32)
    expected = KNeighborsClassifier(4).fit(features, targets).predict_proba(at) * 4
    found = Knn().fit(given, {"k": 4}).decide(at)
    np.testing.assert_allclose(found, np.log((expected + 1 / 3) / 5), atol=0.3)
    assert found.argmax() == 0


def test_votes_that_fade_are_as_often_right_as_those_of_scikit_learns_neighbours():
    given = hard()
    images, targets = pixels(600, 3, seed=5, noise=120)
    scaled = scaling(given.features, given.weights)
    model = KNeighborsClassifier(9).fit(scaled.apply(given.features), given.targets)
    plain = (model.predict(scaled.apply(features_of(images))) == targets).mean()
    even = lesson(given.features, given.targets, 3)
    found = Knn().fit(even, {"k": 9, "metric": "scaled"}).decide(features_of(images)).argmax(axis=1)
    assert (found == targets).mean() > plain - 0.01


def test_votes_fade_from_the_last_full_one_to_the_last_of_all():
    given = hard()
    head = Knn().fit(given, {"k": 4, "metric": "scaled"})
    rows = rows_of(given)
    for row in rows[:20]:
        distances = np.square(rows - row).sum(axis=1)
        order = np.sort(distances)
        least = 2e-3 * (np.square(row).sum() + np.square(rows).sum(axis=1).mean())
        width = max(order[5] - order[3], least)  # k = 4 in full, half as many more in part
        votes = np.zeros(3)
        for distance, target, weight in zip(distances, given.targets, given.weights, strict=True):
            votes[target] += weight * min(max(1 - (distance - order[3]) / width, 0), 1)
        expected = np.log((votes + 1 / 3) / (votes.sum() + 1))
        at = int(np.flatnonzero((rows == row).all(axis=1))[0])
        np.testing.assert_allclose(head.decide(given.features[at : at + 1])[0], expected, atol=1e-4)


def test_cosine_does_not_see_how_long_a_row_is():
    given = easy()
    head = Knn().fit(given, {"metric": "cosine"})
    np.testing.assert_allclose(head.decide(given.features), head.decide(given.features * 3), atol=1e-4)


def test_a_rounding_does_not_move_votes():
    # Pairs of equal rows of two classes, and a query midway between rows: ties at every place.
    rows = np.repeat(np.arange(10, dtype=np.float32), 2)[:, None] * np.ones((1, 8), np.float32)
    given = lesson(rows, np.arange(20) % 2, 2)
    at = np.array([[4.5]], np.float32) * np.ones((1, 8), np.float32)
    for k in (1, 2, 3, 5):
        head = Knn().fit(given, {"k": k})
        here, there = head.decide(at), head.decide(at + np.float32(1e-6))
        np.testing.assert_allclose(here, there, atol=1e-3)
        np.testing.assert_allclose(here[0, 0], here[0, 1], atol=1e-3)


@pytest.mark.parametrize("name", ["standard", "far"])
def test_many_columns_keep_float32s_accuracy_in_the_graph(name: str):
    import onnxruntime

    rng = np.random.default_rng(0)
    targets = np.arange(200) % 4
    features = rng.normal(size=(200, 1280)) + rng.normal(size=(4, 1280))[targets] / 4
    features = (features + (500 if name == "far" else 0)).astype(np.float32)
    given = lesson(features, targets, 4)
    for kind, settings in ((Svm(), {"kernel": "rbf"}), (Knn(), {}), (Knn(), {"metric": "cosine"})):
        head = kind.fit(given, settings)
        # The features as an initialiser: what is asked of the graph is the head's part alone.
        graph = GraphBuilder(1, 1, 1)
        model = graph.model(values=head.add(graph, graph.constant(features)))
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        (found,) = session.run(["values"], {"images": np.zeros((1, 1, 1, 1), np.uint8)})
        expected = head.decide(features)
        np.testing.assert_allclose(found, expected, atol=3e-4 * np.ptp(expected), err_msg=str(settings))
