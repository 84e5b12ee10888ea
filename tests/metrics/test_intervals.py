"""Intervals hold what they promise: the truth, in 95 of 100 cases.

benchmarks/coverage.py asks at many more points.
"""

from __future__ import annotations

import json
from itertools import product
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import binom, binomtest, t
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from huoyan.errors import UsageError
from huoyan.metrics import areas, decisions
from huoyan.metrics.calibration import expected_calibration_error
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import Z, difference, t_quantile, wilson, wilson_bounds
from huoyan.metrics.intervals.shares import mean_bounds
from huoyan.metrics.summary import summarise
from huoyan.results import Estimate

LOWEST = 0.88


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def noisy_answers(n, classes, rng, signal=1.5):
    targets = rng.integers(0, classes, n)
    logits = rng.normal(size=(n, classes))
    logits[np.arange(n), targets] += signal
    return softmax(logits), targets


def margin_answers(targets, rate, rng, sharp=1.0, groups=None, common=0.0):
    """Two classes, each named rightly at `rate`; of the margin's variance a part is `common` to a group."""
    margin = NormalDist().inv_cdf(rate) + np.sqrt(1 - common) * rng.normal(size=len(targets))
    if groups is not None:
        margin += np.sqrt(common) * rng.normal(size=groups.max() + 1)[groups]
    sure = 1 / (1 + np.exp(-2 * NormalDist().inv_cdf(rate) * sharp * margin))
    second = np.where(targets == 1, sure, 1 - sure)
    return np.stack([1 - second, second], axis=1)


def holds(estimate, truth):
    return estimate.low - 1e-9 <= truth <= estimate.high + 1e-9


def bounds_of(shares, trials):
    shares, trials = np.array(shares, float), np.array(trials, float)
    return mean_bounds(shares, trials, np.full(len(shares), 1 / len(shares)), Z)


# one share ------------------------------------------------------------------------------------------


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy_and_holds_the_share(counts):
    successes, n = counts
    found = wilson(successes, n)
    expected = binomtest(successes, n).proportion_ci(0.95, method="wilson")
    assert found.low == pytest.approx(expected.low, abs=1e-12)
    assert found.high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.n == n


def test_ten_right_of_ten_does_not_mean_certainty():
    found = wilson(10, 10)
    assert found.value == found.high == 1
    assert found.low == pytest.approx(0.7225, abs=1e-4)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (2, 1), (-1, 5)])
def test_an_impossible_proportion_is_refused(successes, n):
    with pytest.raises(UsageError, match="n >= 1"):
        wilson(successes, n)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5.9, 10, 29, 1000])
def test_quantiles_of_students_t_agree_with_scipy(df):
    assert t_quantile(df) == pytest.approx(t.ppf(0.975, int(df)), rel=2e-3)
    assert t_quantile(float("inf")) == Z


def test_a_difference_is_as_uncertain_as_both_figures():
    found = difference(Estimate(0.9, 0.8, 0.95, 50), Estimate(0.6, 0.5, 0.7, 40))
    assert found.value == pytest.approx(0.3)
    assert found.low == pytest.approx(0.3 - np.hypot(0.1, 0.1))
    assert found.high == pytest.approx(0.3 + np.hypot(0.05, 0.1))
    assert found.n == 40


# shares of classes ----------------------------------------------------------------------------------


def exact_coverage(trials, truths):
    """How often the mean share of classes is covered, from all outcomes, at each of `truths` (T, C)."""
    outcomes = np.array(list(product(*(range(n + 1) for n in trials))))
    ends = np.array([bounds_of(outcome / np.array(trials), trials) for outcome in outcomes])
    chance = binom.pmf(outcomes[None], np.array(trials), truths[:, None, :]).prod(axis=2)
    means = truths.mean(axis=1)[:, None]
    return (chance * ((ends[:, 0] - 1e-9 <= means) & (means <= ends[:, 1] + 1e-9))).sum(axis=1)


@pytest.mark.parametrize("trials", [(3,), (10,), (18,), (50,), (3, 3), (3, 10), (5, 30)])
def test_a_mean_share_of_few_pictures_is_covered_at_every_rate(trials):
    """Wilson's interval of a single share covers 84 % just above its upper end for one error."""
    rates = np.concatenate([np.linspace(0.5, 0.98, 25), [0.99]])
    even = exact_coverage(trials, np.repeat(rates[:, None], len(trials), axis=1))
    assert even.min() >= LOWEST
    assert 0.93 <= even.mean() <= 0.985
    if len(trials) > 1:
        pairs = np.array(list(product((0.5, 0.7, 0.85, 0.95), (0.6, 0.9, 0.99))))
        assert exact_coverage(trials, pairs).min() >= LOWEST


@pytest.mark.parametrize(("successes", "n"), [(0, 5), (8, 10), (10, 10), (150, 300)])
def test_one_class_has_the_interval_of_wilson(successes, n):
    assert bounds_of([successes / n], [n]) == pytest.approx(wilson_bounds(successes / n, n))


def test_one_error_counts_half_for_the_upper_end():
    assert bounds_of([0.9], [10])[1] == pytest.approx(0.95 ** (1 / 10), abs=2e-4)
    assert bounds_of([0.9], [10])[0] == wilson(9, 10).low


def test_equal_classes_that_are_all_right_are_worth_nearly_all_their_pictures_together():
    assert bounds_of([1, 1, 1], [30, 30, 30]) == pytest.approx((wilson(90, 90).low, 1.0), abs=3e-3)


def test_the_ends_are_where_a_score_test_of_the_mean_just_rejects():
    """The slow way: the likeliest pair of shares with a mean, searched for, and the variance that it has."""
    shares, trials = np.array([0.8, 0.93]), np.array([400.0, 900.0])
    for end in bounds_of(shares, trials):

        def unlikely(first, mean=end):
            p = np.array([first, 2 * mean - first])
            return -np.sum(trials * (shares * np.log(p) + (1 - shares) * np.log(1 - p)))

        room = (max(1e-6, 2 * end - 1 + 1e-6), min(1 - 1e-6, 2 * end - 1e-6))
        first = minimize_scalar(unlikely, bounds=room, method="bounded").x
        p = np.array([first, 2 * end - first])
        score = (shares.mean() - end) / np.sqrt(np.sum(p * (1 - p) / trials) / 4)
        assert abs(score) == pytest.approx(Z, abs=0.01)


def test_a_class_that_was_never_predicted_leaves_its_precision_open():
    targets, predicted = np.repeat([0, 1], 50), np.zeros(100, dtype=int)
    found = decisions.precision(predicted, targets).estimate(Groups.alone(100))
    assert (found.value, found.n) == (0.25, 100)
    assert found.low == pytest.approx(wilson(50, 100).low / 2)
    assert found.high == pytest.approx(wilson(50, 100).high / 2 + 0.5)


@given(st.integers(1, 12), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_any_answers_have_figures_within_their_intervals(n, classes, seed):
    """All wrong, classes that are absent or never named, ties, one class: with groups and without."""
    rng = np.random.default_rng(seed)
    probabilities = np.round(rng.dirichlet(np.full(classes, 0.5), n), 1) + 1e-3
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    targets, groups = rng.integers(0, classes, n), [f"p{i}" for i in rng.integers(0, 3, n)]
    tags = rng.random((n, classes)) < rng.random()
    for given_groups in (None, groups):
        for truth in (targets, tags):
            found = summarise(
                probabilities, truth, "abcd"[:classes], multilabel=truth.ndim == 2, groups=given_groups
            )
            json.dumps(found.to_json(), allow_nan=False)
            for name, estimate in found.metrics.items():
                assert 0 <= estimate.low <= estimate.value + 1e-9, name
                assert estimate.value <= estimate.high + 1e-9, name
                assert estimate.high <= 1 + 1e-9 or name in ("log_loss", "brier"), name


def test_a_model_that_is_always_wrong_has_figures_of_zero():
    probabilities = np.tile([0.1, 0.8, 0.1], (8, 1))
    found = summarise(probabilities, np.zeros(8, dtype=int), "abc").metrics
    assert found["accuracy"].high == wilson(0, 8).high
    assert (found["macro_precision"].low, found["macro_precision"].high) == (0, 1)
    assert (found["macro_f1"].value, found["macro_f1"].low) == (0, 0)


def slow_bootstrap(statistic, probabilities, targets, resamples=400):
    rng = np.random.default_rng(7)
    values = []
    for _ in range(resamples):
        drawn = rng.integers(0, len(targets), len(targets))
        values.append(statistic(probabilities[drawn], targets[drawn]))
    return np.array(values)


@pytest.mark.parametrize("average", ["macro", "weighted"])
def test_of_many_pictures_the_interval_of_f1_agrees_with_a_bootstrap(average):
    probabilities, targets = noisy_answers(500, 3, np.random.default_rng(5))
    found = summarise(probabilities, targets, ["a", "b", "c"]).metrics[f"{average}_f1"]
    slow = slow_bootstrap(lambda p, t: f1_score(t, p.argmax(1), average=average), probabilities, targets)
    low, high = np.quantile(slow, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.012)
    assert found.high == pytest.approx(high, abs=0.012)


def test_decisions_of_one_picture_that_go_wrong_together_count_as_few():
    rng = np.random.default_rng(0)
    truth = rng.random((100, 8)) < 0.5
    together = np.where(rng.random((100, 1)) < 0.1, ~truth, truth)
    apart = np.where(rng.random((100, 8)) < 0.1, ~truth, truth)
    wide, narrow = (decisions.mean_right(x == truth).estimate(Groups.alone(100)) for x in (together, apart))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


# areas ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1], ids=["roc auc", "average precision"])
def test_of_many_pictures_the_interval_of_an_area_agrees_with_a_bootstrap(which):
    rng = np.random.default_rng(3)
    targets = rng.integers(0, 2, 400)
    scores = np.round(np.clip(rng.normal(targets * 0.25 + 0.4, 0.2), 0, 1), 2)  # with ties
    probabilities = np.stack([1 - scores, scores], axis=1)
    found = areas.area_estimates(probabilities, targets, Groups.alone(400))[which]
    reference = (roc_auc_score, average_precision_score)[which]
    spread = slow_bootstrap(lambda p, t: reference(t, p[:, 1]), probabilities, targets).std()
    assert (found.high - found.low) / 2 / Z == pytest.approx(spread, rel=0.15)


def test_five_positives_in_perfect_order_do_not_mean_certainty():
    targets = np.repeat([0, 1], [100, 5])
    probabilities = np.stack([1 - targets, targets], axis=1) * 0.8 + 0.1
    found = summarise(probabilities, targets, ["no", "yes"]).metrics["roc_auc"]
    assert found.value == found.high == 1
    assert found.low < 0.85


# groups ---------------------------------------------------------------------------------------------


def test_samples_without_a_group_stand_alone():
    groups = Groups.named(["p1", None, "p1", None, "p2"])
    assert groups.count == 4
    assert groups.of.tolist() == [0, 1, 0, 2, 3]
    assert not groups.independent
    assert Groups.named([None, None]).independent


def test_pictures_of_a_patient_that_are_all_alike_count_as_one():
    right = np.repeat(np.arange(30) > 2, 10)  # three patients of thirty are wrong in all their pictures
    grouped = decisions.accuracy(right).estimate(Groups(np.arange(300) // 10, 30))
    alone = decisions.accuracy(right).estimate(Groups.alone(300))
    few = wilson(27, 30)
    assert (grouped.value, grouped.n) == (alone.value, 300) == (0.9, 300)
    assert (grouped.low, grouped.high) == pytest.approx((few.low, few.high), abs=0.01)
    assert alone.low > 0.85


def test_groups_without_any_error_may_still_be_alike():
    found = decisions.accuracy(np.ones(300, dtype=bool)).estimate(Groups(np.arange(300) // 100, 3))
    assert (found.low, found.high) == pytest.approx((wilson(3, 3).low, 1.0))


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_groups_never_make_a_figure_surer_than_as_many_independent_pictures(seed, count):
    rng = np.random.default_rng(seed)
    right, of = rng.random(120) < 0.8, np.arange(120) % count
    grouped = decisions.accuracy(right).estimate(Groups(of, count))
    alone = decisions.accuracy(right).estimate(Groups.alone(120))
    assert grouped.low <= alone.low + 1e-9
    assert grouped.high >= alone.high - 1e-9


def test_a_summary_says_how_many_groups_there_are_and_every_class_knows_its_own():
    targets = np.repeat([0, 1], 60)
    probabilities = margin_answers(targets, 0.9, np.random.default_rng(0))
    grouped = summarise(probabilities, targets, "ab", groups=[f"p{i // 6}" for i in range(120)])
    alone = summarise(probabilities, targets, "ab", groups=[None] * 120)
    assert (grouped.groups, alone.groups) == (20, None)
    assert grouped.to_json()["groups"] == 20
    assert "groups" not in alone.to_json()
    assert grouped.per_class["a"]["recall_low"] < alone.per_class["a"]["recall_low"]
    with pytest.raises(UsageError, match="2 groups for 120 samples"):
        summarise(probabilities, targets, "ab", groups=["p1", "p2"])


# coverage -------------------------------------------------------------------------------------------


def coverage(draws, names, truths, **groups):
    """The share of `draws`, (probabilities, targets), whose intervals hold the truth of each figure."""
    hits = dict.fromkeys(truths, 0)
    for probabilities, targets in draws:
        found = summarise(probabilities, targets, names, **groups).metrics
        for name, truth in truths.items():
            hits[name] += holds(found[name], truth)
    return {name: count / len(draws) for name, count in hits.items()}


def truths_of(figures, *answers):
    found = summarise(*answers).metrics
    return {name: found[name].value for name in figures}


@pytest.mark.parametrize(("supports", "sharp"), [((60, 5), 1.0), ((20, 20), 2.5)])
def test_the_truth_of_a_small_test_part_is_covered(supports, sharp):
    """The second model is overconfident. Rare errors are hard for losses, few positives for areas."""
    names, rng = ["a", "b"], np.random.default_rng(0)
    many, few = np.repeat([0, 1], np.array(supports) * 1500), np.repeat([0, 1], supports)
    figures = ("accuracy", "balanced_accuracy", "macro_f1", "roc_auc", "log_loss", "brier", "ece")
    shares = []
    for rate in (0.8, 0.95):
        truths = truths_of(figures, margin_answers(many, rate, rng, sharp), many, names)
        draws = [(margin_answers(few, rate, rng, sharp), few) for _ in range(80)]
        shares.append(coverage(draws, names, truths))
    assert {name: share for each in shares for name, share in each.items() if share < LOWEST} == {}


def test_thirty_patients_with_ten_pictures_each_are_no_three_hundred():
    names, rng = ["a", "b"], np.random.default_rng(0)
    of = np.arange(300) // 10
    many, few = np.repeat([0, 1], 60_000), rng.permutation(np.repeat([0, 1], 150))
    figures = ("accuracy", "balanced_accuracy", "macro_f1", "roc_auc", "log_loss", "brier", "ece")
    truths = truths_of(figures, margin_answers(many, 0.85, rng), many, names)
    draws = [(margin_answers(few, 0.85, rng, groups=of, common=0.5), few) for _ in range(80)]
    assert min(coverage(draws, names, truths, groups=[str(group) for group in of]).values()) >= LOWEST
    assert coverage(draws, names, truths)["accuracy"] < 0.8  # what it were without the groups


def test_the_truth_of_several_classes_lies_within_nine_of_ten_intervals_or_more():
    names = ["a", "b", "c"]
    many, their_targets = noisy_answers(100_000, 3, np.random.default_rng(99))
    truths = {name: found.value for name, found in summarise(many, their_targets, names).metrics.items()}
    draws = [noisy_answers(150, 3, np.random.default_rng(trial)) for trial in range(60)]
    assert {name: x for name, x in coverage(draws, names, truths).items() if x < LOWEST} == {}


# confidence -----------------------------------------------------------------------------------------


def test_the_calibration_interval_reaches_zero_for_a_calibrated_model():
    rng = np.random.default_rng(0)
    reached = 0
    for trial in range(40):
        probabilities = softmax(rng.normal(size=(300, 4)) * 2)
        cumulative = probabilities.cumsum(axis=1)
        targets = (cumulative < rng.random((300, 1))).sum(axis=1).clip(max=3)
        found = summarise(probabilities, targets, list("abcd"), seed=trial).metrics["ece"]
        assert found.value == pytest.approx(expected_calibration_error(probabilities, targets))
        reached += found.low == 0
    assert reached >= 36  # of 40


def test_a_clear_calibration_error_is_told_from_zero():
    targets = np.repeat([0, 1], 100)
    probabilities = margin_answers(targets, 0.75, np.random.default_rng(1), sharp=5)
    assert summarise(probabilities, targets, "ab").metrics["ece"].low > 0.05


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    probabilities, targets = noisy_answers(200, 3, np.random.default_rng(0))
    names = ["a", "b", "c"]
    first = summarise(probabilities, targets, names, seed=1)
    assert summarise(probabilities, targets, names, seed=1).metrics == first.metrics
    assert summarise(probabilities, targets, names, seed=2).metrics["ece"] != first.metrics["ece"]


@pytest.mark.parametrize("n", [5, 20])
def test_a_loss_without_any_error_may_hide_some(n):
    """All right with 99.9 %: none of a few pictures shows what an error of such a model costs."""
    targets = np.arange(n) % 2
    probabilities = np.eye(2)[targets] * 0.998 + 0.001
    found = summarise(probabilities, targets, "ab").metrics
    assert found["log_loss"].high > 0.15
    assert found["brier"].high > 0.05


# left out -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4, 10, 19])
def test_figures_that_few_pictures_cannot_hold_are_left_out_with_the_reason(n):
    found = summarise(np.tile([[0.6, 0.4]], (n, 1)), np.arange(n) % 2, "ab")
    assert "ece" not in found.metrics
    assert found.to_json()["left_out"]["ece"] == f"needs 20 test pictures or more, there are {n}"
    assert ("log_loss" in found.metrics) == ("brier" in found.metrics) == (n >= 5)
    assert ("roc_auc" in found.metrics) == (n >= 10)
    for name, estimate in found.metrics.items():
        assert estimate.low < estimate.high, name
    assert set(found.metrics).isdisjoint(found.left_out)


def test_a_class_with_too_few_pictures_is_named():
    targets = np.repeat([0, 1, 2], [40, 40, 2])
    probabilities, _ = noisy_answers(82, 3, np.random.default_rng(0))
    left_out = summarise(probabilities, targets, ["cat", "dog", "owl"]).to_json()["left_out"]
    assert left_out == {
        "roc_auc": "needs 5 test pictures or more of each class, owl has 2",
        "average_precision": "needs 10 test pictures or more of each class, owl has 2",
    }


def test_ten_pictures_of_two_patients_are_two():
    targets = np.arange(100) % 2
    probabilities = margin_answers(targets, 0.9, np.random.default_rng(0))
    found = summarise(probabilities, targets, "ab", groups=["p1"] * 50 + ["p2"] * 50)
    assert str(found.left_out["log_loss"]) == "needs test pictures of 5 groups or more, there are 2"
    assert str(found.left_out["roc_auc"]) == "needs test pictures of 5 groups or more of each class, a has 2"
    assert found.metrics["accuracy"].high - found.metrics["accuracy"].low > 0.6


def test_a_summary_with_figures_left_out_is_plain_json():
    found = summarise(np.array([[0.3, 0.7]]), np.array([1]), "ab", groups=["p1"]).to_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["n"], found["groups"]) == (1, 1)


@pytest.mark.parametrize("n", [5, 10, 25])
@pytest.mark.parametrize("sure", [0.7, 1.0])
@pytest.mark.parametrize("multilabel", [False, True])
def test_answers_that_are_all_wrong_or_all_right_leave_their_losses_uncertain(
    n: int, sure: float, multilabel: bool
) -> None:
    targets = np.arange(n) % 7
    for said in (targets, (targets + 1) % 7):
        probabilities = np.full((n, 7), (1 - sure) / 6)
        probabilities[np.arange(n), said] = sure
        truth = np.eye(7, dtype=int)[targets] if multilabel else targets
        found = summarise(probabilities, truth, [str(c) for c in range(7)], multilabel=multilabel)
        for name, figure in found.metrics.items():
            assert figure.low <= figure.value <= figure.high, name
            assert figure.low < figure.high, name
        assert all(figure.value <= 1 for name, figure in found.metrics.items() if name.endswith("f1"))
