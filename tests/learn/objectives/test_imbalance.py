"""Classes of unequal size: weights, order, shifts and thresholds against numbers worked out by hand."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.learn.objectives.imbalance import (
    Treatment,
    balanced_order,
    choose,
    class_weights,
    effective_numbers,
    log_odds,
    log_prior,
    treat,
)
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.objectives.thresholds import LEAST_POSITIVES, best_threshold, fit_thresholds
from huoyan.learn.tasks.label_remedy import label_remedy, unremedied
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.tasks.classify import Classify
from making import sample_of


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# Weights and priors


def test_with_beta_a_half_three_pictures_are_worth_one_and_three_quarters():
    assert effective_numbers([1, 2, 3], 0.5).tolist() == pytest.approx([1, 1.5, 1.75])


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.999, 1.0])
def test_the_effective_number_is_a_sum_of_falling_worths(beta: float):
    counts = [1, 2, 7, 300]
    slow = [sum(beta**i for i in range(n)) for n in counts]
    assert effective_numbers(counts, beta).tolist() == pytest.approx(slow)


def test_of_very_many_pictures_the_effective_number_reaches_its_limit():
    assert effective_numbers([10**9], 0.9999).tolist() == pytest.approx([10_000])


def test_weights_are_inverse_to_the_counts_and_one_on_average():
    assert class_weights([1, 3]) == pytest.approx((1.5, 0.5))
    assert class_weights([1, 3], beta=0.5) == pytest.approx((1.75 / 1.375, 1 / 1.375))
    assert class_weights([5, 900, 20], beta=0) == (1, 1, 1)


def test_a_class_without_pictures_is_weighed_as_if_it_had_one():
    assert class_weights([0, 3]) == class_weights([1, 3])
    assert np.isfinite(log_prior([0, 3])).all()


def test_a_beta_above_one_is_refused():
    with pytest.raises(UsageError, match=r"beta 1\.5; 0 <= beta <= 1"):
        effective_numbers([1], 1.5)


def test_the_log_prior_is_the_log_of_each_share():
    assert log_prior([1, 3]) == pytest.approx((np.log(0.25), np.log(0.75)))
    assert log_prior([1, 3], tau=2) == pytest.approx((2 * np.log(0.25), 2 * np.log(0.75)))


def test_the_log_prior_is_that_of_smoothed_labels():
    targets = np.eye(2)[[0, 1, 1, 1]] * 0.9 + 0.1 / 2
    assert log_prior([1, 3], smoothing=0.1) == pytest.approx(np.log(targets.mean(axis=0)).tolist())


def test_a_common_picture_beyond_doubt_stays_common_for_the_best_adjusted_network():
    """Smoothed targets of a picture that can only be of the common class; 9,990 of 10,000 are of it."""
    truth, counts = np.array([0.95, 0.05]), [9990, 10]
    best = np.log(truth) - np.array(log_prior(counts, smoothing=0.1))
    assert best[0] > best[1]
    assert (np.log(truth) - np.array(log_prior(counts))).argmax() == 1


def test_the_odds_of_a_label_stay_finite_where_all_or_no_picture_has_it():
    by_hand = (np.log(3.5 / 7.5), np.log(0.5 / 10.5), np.log(10.5 / 0.5))
    assert log_odds([3, 0, 10], 10) == pytest.approx(by_hand)
    assert log_odds([0, 10], 10, smoothing=1, even=0.25) == pytest.approx([np.log(1 / 3)] * 2)


# Order


@settings(max_examples=60)
@given(
    targets=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    n=st.integers(0, 200),
    seed=st.integers(0, 10_000),
)
def test_an_epoch_draws_every_class_equally_often_and_no_picture_twice_before_the_others(targets, n, seed):
    order = balanced_order(torch.tensor(targets), seeded(seed), n).tolist()
    assert len(order) == n
    times = Counter(order)
    for label in set(targets):
        own = [times[index] for index, target in enumerate(targets) if target == label]
        assert max(own) - min(own) <= 1
        assert abs(sum(own) - n / len(set(targets))) < 1


def test_an_epoch_is_as_long_as_the_data_unless_it_is_told_otherwise():
    assert len(balanced_order(torch.tensor([0] * 90 + [1] * 10), seeded())) == 100


def test_of_balanced_classes_the_order_is_a_plain_shuffle():
    order = balanced_order(torch.arange(60) % 3, seeded())
    assert sorted(order.tolist()) == list(range(60))
    assert order.tolist() != sorted(order.tolist())


def test_the_order_follows_the_seed_and_goes_on_from_epoch_to_epoch():
    targets = torch.tensor([0] * 90 + [1] * 10)
    first, second = seeded(3), seeded(3)
    assert torch.equal(balanced_order(targets, first), balanced_order(targets, second))
    assert not torch.equal(balanced_order(targets, first), balanced_order(targets, seeded(3)))


def test_classes_are_mixed_within_an_epoch():
    targets = torch.tensor([0] * 900 + [1] * 100)
    drawn = targets[balanced_order(targets, seeded())].tolist()
    changes = sum(a != b for a, b in pairwise(drawn))
    assert 430 < changes < 570  # of a fair coin: 500, deviation 16


def test_what_one_epoch_cannot_divide_is_divided_fairly_over_many():
    targets = torch.tensor([0, 1, 1, 2, 2, 2])
    generator = seeded()
    totals = Counter(int(targets[i]) for _ in range(3000) for i in balanced_order(targets, generator, 1))
    assert all(abs(totals[label] - 1000) < 130 for label in range(3))  # five deviations


def test_beta_goes_from_the_data_as_they_are_to_balanced():
    targets = torch.tensor([0] * 900 + [1] * 100)
    drawn = [int((targets[balanced_order(targets, seeded(), beta=b)] == 1).sum()) for b in (0, 0.99, 1)]
    assert drawn[0] == 100
    # n / E: 900 / 99.988 and 100 / 63.397, a share of 0.1491
    assert drawn[1] in {149, 150}
    assert drawn[2] == 500


def test_an_order_of_several_labels_a_picture_is_refused():
    with pytest.raises(UsageError, match="one class a picture"):
        balanced_order(torch.zeros(4, 2), seeded())


# Choice


def test_classes_of_nearly_one_size_need_no_remedy():
    method, reason = choose([100, 120, 140], multilabel=False)
    assert method == "none"
    assert reason == "the largest class has 140 pictures, the smallest 100, which needs no remedy"


def test_auto_draws_unequal_classes_equally_often_and_says_what_it_saw():
    assert choose([5400, 54, 0], multilabel=False) == (
        "sampling",
        "the largest class has 5,400 pictures, the smallest 54: every class is drawn equally often",
    )
    assert choose([150, 100], multilabel=False)[0] == "sampling"


def test_several_labels_a_picture_are_left_to_thresholds():
    method, reason = choose([5400, 54], multilabel=True)
    assert method == "none"
    assert "threshold" in reason


def test_each_method_changes_one_thing():
    counts, n = [1, 3], 4
    made = {m: treat(m, "cross-entropy", counts, n, multilabel=False, label_smoothing=0.1) for m in
            ("none", "sampling", "weights", "focal", "logit-adjustment")}  # fmt: skip
    assert made == {
        "none": Treatment("cross-entropy"),
        "sampling": Treatment("cross-entropy", balanced_order=True),
        "weights": Treatment("cross-entropy", class_weights=class_weights(counts)),
        "focal": Treatment("focal"),
        "logit-adjustment": Treatment("cross-entropy", logit_shift=log_prior(counts, smoothing=0.1)),
    }


@pytest.mark.parametrize("multilabel", [False, True])
def test_a_loss_of_yes_and_no_is_shifted_by_the_odds(multilabel: bool):
    made = treat("logit-adjustment", "bce", [1, 3], 4, multilabel=multilabel, label_smoothing=0.0)
    assert made.logit_shift == log_odds([1, 3], 4)


@pytest.mark.parametrize(
    ("method", "loss", "multilabel", "message"),
    [("sampling", "bce", True, "one class a picture"), ("focal", "mse", False, "focal is a loss itself")],
)
def test_methods_that_do_not_fit_are_refused(method, loss, multilabel, message):
    with pytest.raises(UsageError, match=message) as caught:
        treat(method, loss, [1, 3], 4, multilabel=multilabel, label_smoothing=0.0)
    assert caught.value.code == "usage.imbalance"


def boundary(method: str) -> float:
    """Where a linear network that learns with `method` parts 950 pictures around -1 from 50 around 1."""
    x = torch.cat([torch.randn(950, generator=seeded(1)) - 1, torch.randn(50, generator=seeded(2)) + 1])
    targets = torch.tensor([0] * 950 + [1] * 50)
    made = treat(method, "cross-entropy", [950, 50], 1000, multilabel=False, label_smoothing=0.0)
    loss = build_loss(
        made.loss,
        multilabel=False,
        label_smoothing=0,
        classes=2,
        class_weights=made.class_weights,
        logit_shift=made.logit_shift,
    )
    chosen = balanced_order(targets, seeded(3), 2000) if made.balanced_order else torch.arange(1000)
    torch.manual_seed(0)
    layer = torch.nn.Linear(1, 2)
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=60)

    def closure():
        optimizer.zero_grad()
        value = loss(layer(x[chosen, None]), targets[chosen])
        value.backward()
        return value

    optimizer.step(closure)
    slope, offset = (layer.weight[1] - layer.weight[0]).item(), (layer.bias[1] - layer.bias[0]).item()
    return -offset / slope


@pytest.mark.parametrize("method", ["sampling", "weights", "logit-adjustment"])
def test_the_rare_class_gets_its_half_of_the_line(method: str):
    assert boundary("none") == pytest.approx(np.log(19) / 2, abs=0.25)  # where the densities times 19:1 cross
    assert boundary(method) == pytest.approx(0, abs=0.2)


# Thresholds


def f1_at(threshold: float, scores: np.ndarray, truth: np.ndarray) -> float:
    chosen = scores >= threshold
    hits = sum(1 for c, t in zip(chosen, truth, strict=True) if c and t)
    return 2 * hits / (int(chosen.sum()) + int(truth.sum()))


@settings(max_examples=150)
@given(
    pairs=st.lists(
        st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.6, 0.9, 1.0]), st.booleans()), min_size=1
    )
)
def test_no_other_threshold_has_a_better_f1(pairs):
    scores = np.array([score for score, _ in pairs])
    truth = np.array([true for _, true in pairs])
    found = best_threshold(scores, truth)
    if not truth.any():
        assert found == 0.5
        return
    best = max(f1_at(threshold, scores, truth) for threshold in np.linspace(0, 1, 401))
    assert f1_at(found, scores, truth) == pytest.approx(best)


def test_the_best_threshold_by_hand():
    scores, truth = np.array([0.9, 0.4, 0.3, 0.1]), np.array([True, True, False, False])
    assert best_threshold(scores, truth) == pytest.approx(0.35)
    assert best_threshold(scores, np.array([True, False, True, False])) == pytest.approx(0.2)


def tagged(rarities: list[float], n: int = 2000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of bells two deviations apart, each label as rare as told and honestly doubted."""
    rng = np.random.default_rng(seed)
    truth = rng.random((n, len(rarities))) < rarities
    x = rng.normal(size=truth.shape) + 2 * truth
    odds = np.exp(2 * x - 2) * np.array(rarities) / (1 - np.array(rarities))
    return odds / (1 + odds), truth.astype(np.float32)


def test_rare_labels_get_a_lower_threshold_that_does_better_on_new_pictures():
    thresholds = fit_thresholds(*tagged([0.02, 0.05, 0.1, 0.5], n=1000))
    assert thresholds is not None
    assert max(thresholds[:3]) < 0.45
    probabilities, truth = tagged([0.02, 0.05, 0.1, 0.5], n=20_000, seed=1)
    for c in range(3):
        fitted = f1_at(thresholds[c], probabilities[:, c], truth[:, c])
        assert fitted > f1_at(0.5, probabilities[:, c], truth[:, c]) + 0.005


def test_labels_with_few_positives_share_one_threshold():
    probabilities, truth = tagged([0.005, 0.005, 0.005, 0.3], n=1000)
    positives = truth.sum(axis=0)
    assert (positives[:3] < LEAST_POSITIVES).all()
    assert positives[:3].sum() >= LEAST_POSITIVES
    thresholds = fit_thresholds(probabilities * 0.5, truth)
    assert thresholds is not None
    assert len(set(thresholds[:3])) == 1
    assert thresholds[0] != 0.5


def test_a_handful_of_positives_moves_no_threshold():
    scores, truth = np.full((50, 2), 0.1), np.zeros((50, 2))
    truth[:4] = 1
    scores[:4] = 0.2
    assert fit_thresholds(scores, truth) is None


def test_thresholds_from_few_pictures_lose_little_where_half_is_right():
    """Labels of every second picture, honestly doubted: 0.5 is close to the best threshold there is."""
    probabilities, truth = tagged([0.5], n=20_000, seed=99)
    fitted = [fit_thresholds(*tagged([0.5], n=100, seed=seed))[0] for seed in range(20)]
    reached = [f1_at(threshold, probabilities[:, 0], truth[:, 0]) for threshold in fitted]
    assert np.mean(reached) > f1_at(0.5, probabilities[:, 0], truth[:, 0]) - 0.01


# Before the remedy


def softmax(x: np.ndarray) -> np.ndarray:
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def told(logits: np.ndarray, method: str, counts: list[int], temperature: float = 1.0, **more: bool):
    multilabel = more.get("multilabel", False)
    loss = "bce" if multilabel else "cross-entropy"
    made = treat(method, loss, counts, sum(counts), multilabel=multilabel, label_smoothing=0.1)
    p = 1 / (1 + np.exp(-logits / temperature)) if multilabel else softmax(logits / temperature)
    found = unremedied(
        p.astype(np.float32),
        made,
        temperature=temperature,
        multilabel=multilabel,
        thresholds=more.get("thresholds", False),
    )
    return made, found


def test_logit_adjustment_is_undone_to_the_last_answer():
    logits, counts = np.random.default_rng(0).normal(0, 4, (500, 3)), [900, 90, 10]
    made, found = told(logits, "logit-adjustment", counts, temperature=0.4)
    assert found is not None
    assert found.how == "exact"
    expected = softmax((logits + made.logit_shift) / 0.4)
    np.testing.assert_allclose(found.probabilities, expected, rtol=2e-4, atol=1e-9)


@pytest.mark.parametrize("method", ["none", "sampling", "weights", "focal"])
def test_only_a_second_training_tells_what_these_changed(method):
    assert told(np.eye(3), method, [9, 5, 1])[1] is None


def test_labels_of_their_own_threshold_had_one_half_before():
    logits = np.random.default_rng(0).normal(0, 2, (50, 2))
    _, found = told(logits, "none", [9, 1], multilabel=True, thresholds=True)
    assert found is not None
    assert found.how == "thresholds"
    np.testing.assert_allclose(found.probabilities, 1 / (1 + np.exp(-logits)), rtol=1e-5)
    assert told(logits, "none", [9, 1], multilabel=True)[1] is None
    made, found = told(logits, "logit-adjustment", [9, 1], 0.5, multilabel=True, thresholds=True)
    assert found is not None
    assert found.how == "exact"
    expected = 1 / (1 + np.exp(-(logits + made.logit_shift) / 0.5))
    np.testing.assert_allclose(found.probabilities, expected, rtol=1e-3, atol=1e-9)


def test_a_network_that_is_certain_stays_finite():
    _, found = told(np.array([[400.0, -400.0], [-400.0, 400.0]]), "logit-adjustment", [99, 1])
    assert found is not None
    assert np.isfinite(found.probabilities).all()
    assert found.probabilities.argmax(axis=1).tolist() == [0, 1]


def test_of_probabilities_that_were_not_kept_only_a_second_training_tells(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huoyan.tasks.scored_labels.MOST_KEPT", 3)
    data = Dataset("two", ("a", "b"), tuple(sample_of(f"{at}", at % 2) for at in range(4)))
    task = Classify(("a", "b"))
    scorer = task.scorer(data)
    scorer.add(np.arange(4), {"logits": np.eye(2)[[0, 1, 1, 1]]}, ())
    recipe = Recipe(task="classify", section=ClassifyChoices("cross-entropy", "logit-adjustment", 0.1))
    found = label_remedy(recipe, data, scorer.finish(), task)
    assert found is not None
    assert (found.how, found.before) == ("unknown", None)
