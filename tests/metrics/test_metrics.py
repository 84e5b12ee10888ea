"""Metrics against scikit-learn, and against second versions that are slow and obvious."""

from __future__ import annotations

import json
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics as reference

from huoyan.errors import UsageError
from huoyan.metrics import areas, calibration, classification, decisions, ranking
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import wilson
from huoyan.metrics.summary import summarise


def random_answers(n=300, classes=5, seed=0, ties=False):
    """Probabilities (n, classes) that know something, and targets."""
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, classes, n)
    scores = rng.random((n, classes)) + 0.3 * np.eye(classes)[targets]
    if ties:
        scores = np.round(scores, 1) + 0.05
    return scores / scores.sum(axis=1, keepdims=True), targets


def random_tags(n=300, classes=4, seed=0, ties=False):
    """Probabilities of multi-label answers that know something, and 0/1 targets."""
    rng = np.random.default_rng(seed)
    targets = (rng.random((n, classes)) < 0.3).astype(np.float32)
    scores = np.clip(rng.random((n, classes)) * 0.8 + 0.2 * targets, 0, 1)
    return np.round(scores, 1) if ties else scores, targets


tied = pytest.mark.parametrize("ties", [False, True], ids=["distinct", "ties"])


# chosen classes ------------------------------------------------------------------------------------


def test_two_of_three_right_is_an_accuracy_of_two_thirds():
    assert classification.accuracy(np.array([0, 1, 1]), np.array([0, 1, 2])) == pytest.approx(2 / 3)


def test_the_confusion_matrix_has_the_truth_in_its_rows():
    found = classification.confusion_matrix(np.array([1, 1, 0]), np.array([0, 1, 0]), 2)
    assert found.tolist() == [[1, 1], [0, 1]]


@settings(max_examples=50)
@given(st.integers(2, 6), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_the_confusion_matrix_agrees_with_counting_one_by_one(classes, n, seed):
    rng = np.random.default_rng(seed)
    predicted, targets = rng.integers(0, classes, (2, n))
    slow = np.zeros((classes, classes), dtype=int)
    for truth, answer in zip(targets, predicted, strict=True):
        slow[truth, answer] += 1
    assert np.array_equal(classification.confusion_matrix(predicted, targets, classes), slow)


@settings(max_examples=50)
@given(st.integers(2, 6), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_precision_recall_and_f1_agree_with_scikit_learn(classes, n, seed):
    """Also where classes are absent: means are over those that are present."""
    rng = np.random.default_rng(seed)
    predicted, targets = rng.integers(0, classes, (2, n))
    found = classification.precision_recall_f1(classification.confusion_matrix(predicted, targets, classes))
    expected = reference.precision_recall_fscore_support(
        targets, predicted, labels=range(classes), zero_division=0
    )
    assert np.allclose([found.precision, found.recall, found.f1, found.support], expected)
    for average, mean in (("macro", found.macro), ("weighted", found.weighted)):
        values = reference.precision_recall_fscore_support(
            targets, predicted, labels=np.unique(targets), average=average, zero_division=0
        )[:3]
        assert np.allclose([mean(found.precision), mean(found.recall), mean(found.f1)], values)


def test_balanced_accuracy_leaves_an_absent_class_out():
    targets, predicted = np.array([0, 0, 1, 1]), np.array([0, 2, 1, 1])
    found = decisions.mean_recall(predicted == targets, targets).mean
    assert found == pytest.approx((0.5 + 1) / 2)
    with pytest.warns(UserWarning, match="y_pred contains classes not in y_true"):
        expected = reference.balanced_accuracy_score(targets, predicted)
    assert found == pytest.approx(expected)


def test_multilabel_scores_and_micro_f1_agree_with_scikit_learn():
    scores, targets = random_tags()
    chosen = scores >= 0.5
    found = classification.multilabel_scores(chosen, targets)
    expected = reference.precision_recall_fscore_support(targets, chosen, zero_division=0)
    assert np.allclose([found.precision, found.recall, found.f1, found.support], expected)
    parts = ((chosen & (targets > 0)).sum(0), chosen.sum(0), targets.sum(0))
    expected = reference.f1_score(targets, chosen, average="micro")
    assert classification.micro_f1(*parts) == pytest.approx(expected)


@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_top_k_agrees_with_scikit_learn(k):
    probabilities, targets = random_answers(classes=8)
    expected = reference.top_k_accuracy_score(targets, probabilities, k=k)
    assert classification.top_k(probabilities, targets, k) == pytest.approx(expected)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_top_k_of_equal_probabilities_takes_the_lower_class_first(k):
    probabilities, targets = random_answers(classes=4, ties=True)
    slow = []
    for row, target in zip(probabilities, targets, strict=True):
        order = sorted(range(4), key=lambda c: (-row[c], c))
        slow.append(target in order[:k])
    assert classification.top_k(probabilities, targets, k) == pytest.approx(np.mean(slow))


def test_top_1_is_the_accuracy_even_with_ties():
    probabilities, targets = random_answers(ties=True)
    expected = classification.accuracy(probabilities.argmax(axis=1), targets)
    assert classification.top_k(probabilities, targets, 1) == expected


# ordering ------------------------------------------------------------------------------------------


@tied
def test_the_roc_curve_agrees_with_scikit_learn(ties):
    scores, targets = random_tags(ties=ties)
    found = ranking.roc_curve(scores[:, 0], targets[:, 0])
    expected = reference.roc_curve(targets[:, 0], scores[:, 0], drop_intermediate=False)
    for ours, theirs in zip(found, expected, strict=True):
        assert np.allclose(ours, theirs)


@tied
def test_the_precision_recall_curve_agrees_with_scikit_learn(ties):
    scores, targets = random_tags(ties=ties)
    precision, recall, thresholds = ranking.pr_curve(scores[:, 0], targets[:, 0])
    expected = reference.precision_recall_curve(targets[:, 0], scores[:, 0])
    assert np.allclose(precision[::-1], expected[0])
    assert np.allclose(recall[::-1], expected[1])
    assert np.allclose(thresholds[:0:-1], expected[2])


@tied
@pytest.mark.parametrize("classes", [3, 5])
def test_areas_of_many_classes_agree_with_scikit_learn(classes, ties):
    probabilities, targets = random_answers(classes=classes, ties=ties)
    one_hot = np.eye(classes)[targets]
    expected = reference.roc_auc_score(one_hot, probabilities, average="macro")
    assert ranking.roc_auc(probabilities, targets) == pytest.approx(expected)
    assert ranking.roc_auc(probabilities, one_hot) == pytest.approx(expected)
    expected = reference.average_precision_score(one_hot, probabilities, average="macro")
    assert ranking.average_precision(probabilities, targets) == pytest.approx(expected)


@tied
def test_areas_of_two_classes_are_those_of_the_positive_one(ties):
    probabilities, targets = random_answers(classes=2, ties=ties)
    expected = reference.roc_auc_score(targets, probabilities[:, 1])
    assert ranking.roc_auc(probabilities, targets) == pytest.approx(expected)
    expected = reference.average_precision_score(targets, probabilities[:, 1])
    assert ranking.average_precision(probabilities, targets) == pytest.approx(expected)


@settings(max_examples=60)
@given(arrays(np.int64, st.integers(2, 25), elements=st.integers(0, 6)), st.integers(0, 2**32 - 1))
def test_the_roc_area_is_the_share_of_pairs_in_the_right_order(scores, seed):
    truth = np.random.default_rng(seed).permutation(len(scores)) < max(1, len(scores) // 3)
    pairs = [(a > b) + 0.5 * (a == b) for a in scores[truth] for b in scores[~truth]]
    column = (scores / 6)[:, None]
    assert ranking.roc_auc(column, truth[:, None]) == pytest.approx(np.mean(pairs))


def test_classes_without_positives_have_no_area_and_count_in_no_mean():
    probabilities, targets = random_answers(classes=4)
    kept = targets != 3
    probabilities, targets = probabilities[kept], targets[kept]
    one_hot = np.eye(4)[targets][:, :3]
    expected = reference.roc_auc_score(one_hot, probabilities[:, :3], average="macro")
    assert ranking.roc_auc(probabilities, targets) == pytest.approx(expected)
    found = areas.area_estimates(probabilities, targets, Groups.alone(len(targets)))
    assert found[0].value == pytest.approx(expected)


def test_a_single_class_has_no_roc_area():
    probabilities, _ = random_answers(classes=3)
    targets = np.zeros(len(probabilities), dtype=int)
    assert math.isnan(ranking.roc_auc(probabilities, targets))
    assert areas.area_estimates(probabilities, targets, Groups.alone(len(targets))) is None
    with pytest.raises(UsageError, match="positives and negatives"):
        ranking.roc_curve(probabilities[:, 0], targets == 0)
    with pytest.raises(UsageError, match="there are none"):
        ranking.pr_curve(probabilities[:, 0], targets == 1)


def test_the_influence_of_a_sample_is_the_derivative_by_its_weight():
    """One sample a hundred times more or less often, by scikit-learn's weights."""
    rng = np.random.default_rng(0)
    scores, truth = rng.integers(0, 8, 40) / 8, rng.random(40) < 0.4
    found = ranking.cuts(scores, truth)
    step = 1e-5
    both = (
        (ranking.roc_area, reference.roc_auc_score),
        (ranking.precision_area, reference.average_precision_score),
    )
    for ours, theirs in both:
        _, influence = ours(found, truth)
        for i in range(40):
            up, down = np.ones(40), np.ones(40)
            up[i], down[i] = 1 + step, 1 - step
            slope = (theirs(truth, scores, sample_weight=up) - theirs(truth, scores, sample_weight=down)) / 2
            assert influence[i] == pytest.approx(slope / step, abs=1e-7)


# confidence ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_loss_agrees_with_scikit_learn(dtype):
    probabilities, targets = random_answers()
    probabilities = probabilities.astype(dtype)
    expected = reference.log_loss(targets, probabilities)
    assert calibration.log_loss(probabilities, targets) == pytest.approx(expected, rel=1e-5)


def test_a_probability_of_zero_for_the_truth_costs_much_but_not_infinitely():
    probabilities = np.array([[1, 0], [0, 1]], dtype=np.float32)
    found = calibration.log_losses(probabilities, np.array([0, 0]))
    assert found[0] == 0
    assert found[1] == pytest.approx(-math.log(np.finfo(np.float32).eps))


def test_multilabel_log_loss_is_the_mean_over_the_classes():
    scores, targets = random_tags()
    expected = np.mean([reference.log_loss(targets[:, c], scores[:, c]) for c in range(4)])
    assert calibration.log_loss(scores, targets) == pytest.approx(expected)


def test_the_brier_score_is_the_sum_over_the_classes():
    probabilities, targets = random_answers()
    expected = reference.brier_score_loss(targets, probabilities, labels=range(5), scale_by_half=False)
    assert calibration.brier(probabilities, targets) == pytest.approx(expected)
    slow = np.mean(np.sum((probabilities - np.eye(5)[targets]) ** 2, axis=1))
    assert calibration.brier(probabilities, targets) == pytest.approx(slow)


def test_for_two_classes_the_brier_score_is_twice_that_of_the_positive_one():
    probabilities, targets = random_answers(classes=2)
    expected = 2 * reference.brier_score_loss(targets, probabilities[:, 1])
    assert calibration.brier(probabilities, targets) == pytest.approx(expected)


def slow_bins(confidence, correct, bins):
    """(count, mean confidence, share right) of each bin, sample by sample."""
    edges = np.linspace(0, 1, bins + 1)
    found = []
    for b in range(bins):
        inside = [i for i, c in enumerate(confidence) if edges[b] < c <= edges[b + 1] or (b == 0 and c == 0)]
        n = len(inside)
        sums = sum(confidence[i] for i in inside), sum(correct[i] for i in inside)
        found.append((n, sums[0] / n if n else 0, sums[1] / n if n else 0))
    return found


@settings(max_examples=60)
@given(
    arrays(np.float64, st.integers(1, 40), elements=st.sampled_from([i / 30 for i in range(31)])),
    st.integers(1, 15),
    st.integers(0, 2**32 - 1),
)
def test_bins_agree_with_looking_at_every_sample(confidence, bins, seed):
    """Confidences on the edges of bins included."""
    correct = np.random.default_rng(seed).random(len(confidence)) < confidence
    slow = slow_bins(confidence, correct, bins)
    found = calibration.reliability(confidence, correct, bins)
    assert found.count.tolist() == [n for n, _, _ in slow]
    assert np.allclose(np.nan_to_num(found.confidence), [c for _, c, _ in slow])
    gaps = [(n, abs(c - a)) for n, c, a in slow if n]
    assert found.expected_error == pytest.approx(sum(n * gap for n, gap in gaps) / len(confidence))


def test_ninety_percent_sure_and_always_right_is_off_by_a_tenth():
    probabilities, targets = np.array([[0.9, 0.1]] * 8), np.zeros(8, dtype=int)
    assert calibration.expected_calibration_error(probabilities, targets) == pytest.approx(0.1)


# summary -------------------------------------------------------------------------------------------

MULTICLASS = {
    "accuracy", "balanced_accuracy", "macro_f1", "macro_precision", "macro_recall", "weighted_f1", "roc_auc",
    "average_precision", "log_loss", "brier", "ece",
}  # fmt: skip
MULTILABEL = {
    "exact_match", "macro_f1", "micro_f1", "mean_average_precision", "roc_auc",
    "hamming_accuracy", "log_loss",
}  # fmt: skip


def test_a_summary_holds_every_figure_with_an_interval_about_it():
    probabilities, targets = random_answers(classes=6)
    found = summarise(probabilities, targets, list("abcdef"))
    assert set(found.metrics) == MULTICLASS | {"top_5"}
    for name, estimate in found.metrics.items():
        assert estimate.low <= estimate.value <= estimate.high, name
        assert estimate.low < estimate.high, name
        assert estimate.n == 300
    predicted = probabilities.argmax(axis=1)
    values = {name: estimate.value for name, estimate in found.metrics.items()}
    assert values["accuracy"] == pytest.approx(reference.accuracy_score(targets, predicted))
    assert values["macro_f1"] == pytest.approx(reference.f1_score(targets, predicted, average="macro"))
    assert values["weighted_f1"] == pytest.approx(reference.f1_score(targets, predicted, average="weighted"))
    assert values["macro_recall"] == values["balanced_accuracy"]
    assert values["top_5"] == classification.top_k(probabilities, targets, 5)
    assert values["roc_auc"] == pytest.approx(ranking.roc_auc(probabilities, targets))
    assert values["average_precision"] == pytest.approx(ranking.average_precision(probabilities, targets))
    assert values["log_loss"] == pytest.approx(calibration.log_loss(probabilities, targets))
    assert values["brier"] == pytest.approx(calibration.brier(probabilities, targets))
    expected = calibration.expected_calibration_error(probabilities, targets)
    assert values["ece"] == pytest.approx(expected)


def test_a_multilabel_summary_agrees_with_scikit_learn():
    scores, targets = random_tags()
    thresholds = [0.3, 0.5, 0.6, 0.4]
    found = summarise(scores, targets, list("abcd"), multilabel=True, thresholds=thresholds)
    assert set(found.metrics) == MULTILABEL
    assert found.confusion is None
    chosen = scores >= thresholds
    values = {name: estimate.value for name, estimate in found.metrics.items()}
    assert values["exact_match"] == pytest.approx(reference.accuracy_score(targets, chosen))
    assert values["macro_f1"] == pytest.approx(reference.f1_score(targets, chosen, average="macro"))
    assert values["micro_f1"] == pytest.approx(reference.f1_score(targets, chosen, average="micro"))
    assert values["hamming_accuracy"] == pytest.approx(1 - reference.hamming_loss(targets, chosen))
    assert values["roc_auc"] == pytest.approx(reference.roc_auc_score(targets, scores))
    expected = reference.average_precision_score(targets, scores)
    assert values["mean_average_precision"] == pytest.approx(expected)
    for name, estimate in found.metrics.items():
        assert estimate.low < estimate.value < estimate.high, name


def test_the_line_of_a_class_holds_its_recall_with_the_interval_of_its_samples():
    targets, predicted = np.array([0] * 10 + [1] * 5), np.array([0] * 8 + [1] * 7)
    found = summarise(np.eye(2)[predicted], targets, ["cat", "dog"]).per_class["cat"]
    interval = wilson(8, 10)
    assert found == pytest.approx(
        {
            "precision": 1.0,
            "recall": 0.8,
            "f1": 16 / 18,
            "support": 10,
            "recall_low": interval.low,
            "recall_high": interval.high,
        }
    )


def test_the_json_of_a_summary_is_plain_json_without_nan():
    for probabilities, targets, multilabel in ((*random_answers(), False), (*random_tags(classes=5), True)):
        found = summarise(probabilities, targets, list("abcde"), multilabel=multilabel).to_json()
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        assert set(found) == {"n", "metrics", "per_class"}
        assert set(found["metrics"]["log_loss"]) == {"value", "low", "high", "n"}
        assert set(found["per_class"]) == set("abcde")


def test_figures_that_one_class_cannot_have_are_absent():
    probabilities, _ = random_answers(classes=3)
    found = summarise(probabilities, np.zeros(300, dtype=int), list("abc"))
    assert set(found.metrics) == MULTICLASS - {"roc_auc", "average_precision"}
    assert found.per_class["b"]["support"] == 0
    assert (found.per_class["b"]["recall_low"], found.per_class["b"]["recall_high"]) == (0, 1)
    json.dumps(found.to_json(), allow_nan=False)


def test_one_sample_is_enough_for_a_summary_that_knows_little():
    found = summarise(np.array([[0.3, 0.7]]), np.array([1]), ["a", "b"])
    accuracy = found.metrics["accuracy"]
    assert (accuracy.value, accuracy.n) == (1, 1)
    assert accuracy.low < 0.25
    assert found.metrics["macro_f1"].low < 0.35
    assert set(found.left_out) == {"roc_auc", "average_precision", "log_loss", "brier", "ece"}
    json.dumps(found.to_json(), allow_nan=False)


def test_one_class_alone_can_be_summarised():
    found = summarise(np.ones((4, 1)), np.zeros(4, dtype=int), ["a"])
    assert found.metrics["accuracy"].value == 1
    assert found.confusion.tolist() == [[4]]


def test_tags_that_are_never_true_can_be_summarised():
    found = summarise(np.full((5, 2), 0.2), np.zeros((5, 2)), ["a", "b"], multilabel=True)
    assert set(found.metrics) == {"exact_match", "hamming_accuracy", "log_loss"}
    assert found.metrics["exact_match"].value == 1


NAMES = ["a", "b"]
HALVES = np.full((2, 2), 0.5)
REFUSED = {
    "no samples": (np.empty((0, 2)), np.empty(0, dtype=int), NAMES, "0 samples"),
    "no classes": (np.empty((2, 0)), np.zeros(2, dtype=int), [], "no column"),
    "one axis": (np.ones(3), np.zeros(3, dtype=int), NAMES, "samples, classes"),
    "nan": (np.array([[np.nan, 0.5], [0.5, 0.5]]), np.zeros(2, dtype=int), NAMES, "NaN"),
    "infinity": (np.array([[np.inf, 0.5], [0.5, 0.5]]), np.zeros(2, dtype=int), NAMES, "infinity"),
    "logits": (np.array([[3.0, -2.0]]), np.zeros(1, dtype=int), NAMES, "softmax"),
    "sums": (np.array([[0.5, 0.2]]), np.zeros(1, dtype=int), NAMES, "sum 1"),
    "too few targets": (HALVES, np.zeros(1, dtype=int), NAMES, r"\(2,\) is needed"),
    "real targets": (HALVES, np.zeros(2), NAMES, "integers"),
    "class 2 of 2": (HALVES, np.array([0, 2]), NAMES, "class index 2"),
    "class -1": (HALVES, np.array([0, -1]), NAMES, "class index -1"),
    "too few names": (HALVES, np.zeros(2, dtype=int), ["a"], "1 class names for 2"),
    "equal names": (HALVES, np.zeros(2, dtype=int), ["a", "a"], "different name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_arrays_that_do_not_fit_are_refused(case):
    probabilities, targets, names, message = REFUSED[case]
    with pytest.raises(UsageError, match=message) as caught:
        summarise(probabilities, targets, names)
    assert caught.value.code == "usage.metrics"


@pytest.mark.parametrize(
    ("targets", "thresholds", "message"),
    [
        (np.zeros(2), None, "multi-label targets have the shape"),
        (np.full((2, 2), 0.5), None, "something else than 0 and 1"),
        (np.zeros((2, 2)), [0.5], "1 thresholds for 2"),
    ],
)
def test_multilabel_arrays_that_do_not_fit_are_refused(targets, thresholds, message):
    with pytest.raises(UsageError, match=message):
        summarise(HALVES, targets, NAMES, multilabel=True, thresholds=thresholds)


@pytest.mark.parametrize(
    "call",
    [
        lambda: classification.accuracy(np.zeros(2, dtype=int), np.zeros(3, dtype=int)),
        lambda: classification.accuracy(np.zeros(0, dtype=int), np.zeros(0, dtype=int)),
        lambda: classification.confusion_matrix(np.array([5]), np.array([0]), 2),
        lambda: classification.multilabel_scores(np.zeros((2, 2)), np.zeros((2, 3))),
        lambda: classification.top_k(HALVES, np.zeros(2, dtype=int), 0),
        lambda: ranking.roc_curve(np.zeros(2), np.zeros(3)),
        lambda: ranking.roc_curve(np.array([np.nan, 1]), np.array([0, 1])),
        lambda: ranking.roc_auc(HALVES, np.zeros(3, dtype=int)),
        lambda: calibration.reliability(np.ones(2), np.ones(3)),
        lambda: calibration.reliability(np.ones(2), np.ones(2), bins=0),
        lambda: calibration.reliability(np.full(2, 1.5), np.ones(2)),
    ],
)
def test_single_figures_refuse_arrays_that_do_not_fit(call):
    with pytest.raises(UsageError):
        call()


def test_a_summary_of_ten_thousand_answers_takes_a_moment():
    """0.1 s on a free core; the limit only catches a return to loops over samples."""
    probabilities, targets = random_answers(n=10_000, classes=10)
    began = time.perf_counter()
    found = summarise(probabilities, targets, list("abcdefghij"))
    assert time.perf_counter() - began < 5
    assert found.left_out == {}
