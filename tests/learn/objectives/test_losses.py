"""Losses against their formulas in float64 and against torch's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from huoyan.errors import UsageError
from huoyan.learn.objectives.label_losses import MULTICLASS, MULTILABEL, build_loss

N, C = 7, 4
RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(N, C)) * 2
INDICES = np.array([0, 1, 2, 3, 0, 1, 1])
ONE_HOT = np.eye(C)[INDICES]
MIXED = RNG.dirichlet(np.ones(C), N)
TAGS = (RNG.random((N, C)) < 0.5).astype(float)
WEIGHTS = [0.5, 1.0, 2.0, 3.0]
SHIFT = [-0.2, -1.5, -2.5, -4.0]
EVERY_FORM = [(name, False) for name in MULTICLASS] + [(name, True) for name in MULTILABEL]

P = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)  # softmax
S = 1 / (1 + np.exp(-LOGITS))  # sigmoid

# The forms, (N,) for one class a picture and (N, C) for several, of the truth t (N, C).
SOFTMAX_FORMS = {
    "cross-entropy": lambda t: -(t * np.log(P)).sum(axis=1),
    "bce": lambda t: -(t * np.log(S) + (1 - t) * np.log(1 - S)).mean(axis=1),
    "mse": lambda t: ((P - t) ** 2).sum(axis=1),
    "focal": lambda t: -(t * (1 - P) ** 2 * np.log(P)).sum(axis=1),
}
SIGMOID_FORMS = {
    "bce": lambda t: -(t * np.log(S) + (1 - t) * np.log(1 - S)),
    "mse": lambda t: (S - t) ** 2,
    "focal": lambda t: -(t * (1 - S) ** 2 * np.log(S) + (1 - t) * S**2 * np.log(1 - S)),
}


def value(name, targets, *, multilabel=False, smoothing=0.0, weights=None):
    loss = build_loss(
        name, multilabel=multilabel, label_smoothing=smoothing, classes=C, class_weights=weights
    )
    found = loss(torch.from_numpy(LOGITS), torch.from_numpy(targets))
    assert found.shape == ()
    return found.item()


def test_every_loss_of_the_tables_has_its_formula_here():
    assert set(SOFTMAX_FORMS) == set(MULTICLASS)
    assert set(SIGMOID_FORMS) == set(MULTILABEL)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", MULTICLASS)
def test_a_loss_agrees_with_its_formula(name, smoothing):
    smooth = lambda t: (1 - smoothing) * t + smoothing / C  # noqa: E731
    expected = SOFTMAX_FORMS[name](smooth(ONE_HOT)).mean()
    assert value(name, INDICES, smoothing=smoothing) == pytest.approx(expected, rel=1e-9)
    expected = SOFTMAX_FORMS[name](smooth(MIXED)).mean()
    assert value(name, MIXED, smoothing=smoothing) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", MULTILABEL)
def test_a_multilabel_loss_agrees_with_its_formula(name, smoothing):
    expected = SIGMOID_FORMS[name]((1 - smoothing) * TAGS + smoothing / 2).mean()
    assert value(name, TAGS, multilabel=True, smoothing=smoothing) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", MULTICLASS)
def test_class_weights_weigh_samples_by_their_class(name):
    each, weight = SOFTMAX_FORMS[name](ONE_HOT), np.array(WEIGHTS)[INDICES]
    expected = (each * weight).sum() / weight.sum()
    assert value(name, INDICES, weights=WEIGHTS) == pytest.approx(expected, rel=1e-9)
    assert value(name, ONE_HOT, weights=WEIGHTS) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", MULTILABEL)
def test_class_weights_of_tags_weigh_their_columns(name):
    expected = (SIGMOID_FORMS[name](TAGS).mean(axis=0) * WEIGHTS).sum() / sum(WEIGHTS)
    assert value(name, TAGS, multilabel=True, weights=WEIGHTS) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize(("name", "multilabel"), EVERY_FORM)
def test_a_logit_shift_gives_the_loss_of_logits_that_have_it(name, multilabel, weights):
    usual = {"multilabel": multilabel, "label_smoothing": 0.1, "classes": C, "class_weights": weights}
    plain, shifted = build_loss(name, **usual), build_loss(name, **usual, logit_shift=SHIFT)
    targets = torch.from_numpy(TAGS if multilabel else INDICES)
    expected = plain(torch.from_numpy(LOGITS + np.array(SHIFT)), targets).item()
    assert shifted(torch.from_numpy(LOGITS), targets).item() == pytest.approx(expected, rel=1e-9)
    assert plain(torch.from_numpy(LOGITS), targets).item() != pytest.approx(expected, rel=1e-3)


def test_a_network_that_is_told_how_frequent_classes_are_need_not_say_it_itself():
    """Menon et al. 2021: 9 of 10 are of one class and nothing else is known; even is best."""
    loss = build_loss(
        "cross-entropy", multilabel=False, label_smoothing=0, classes=2, logit_shift=np.log([0.9, 0.1])
    )
    logits = torch.zeros(10, 2, requires_grad=True)
    loss(logits, torch.tensor([0] * 9 + [1])).backward()
    assert logits.grad.sum(dim=0).abs().max() < 1e-6


@pytest.mark.parametrize("multilabel", [False, True])
@pytest.mark.parametrize("name", MULTILABEL)
def test_equal_class_weights_change_nothing(name, multilabel):
    targets = TAGS if multilabel else MIXED
    plain = value(name, targets, multilabel=multilabel)
    assert value(name, targets, multilabel=multilabel, weights=[3.0] * C) == pytest.approx(plain)


def test_cross_entropy_is_that_of_torch():
    x, t = torch.from_numpy(LOGITS), torch.from_numpy(INDICES)
    expected = F.cross_entropy(x, t, label_smoothing=0.1).item()
    assert value("cross-entropy", INDICES, smoothing=0.1) == pytest.approx(expected)
    expected = F.cross_entropy(x, t, weight=torch.tensor(WEIGHTS, dtype=torch.float64)).item()
    assert value("cross-entropy", INDICES, weights=WEIGHTS) == pytest.approx(expected)


def test_bce_is_that_of_torch():
    x, t = torch.from_numpy(LOGITS), torch.from_numpy(TAGS)
    expected = F.binary_cross_entropy_with_logits(x, t).item()
    assert value("bce", TAGS, multilabel=True) == pytest.approx(expected)


def test_the_focal_loss_cares_a_hundred_times_less_for_what_is_nine_tenths_sure():
    """Lin et al. 2017, section 3.2: with gamma 2, than by cross-entropy."""
    logits, targets = torch.tensor([[9.0, 1.0]]).log(), torch.tensor([0])
    plain = build_loss("cross-entropy", multilabel=False, label_smoothing=0, classes=2)(logits, targets)
    focal = build_loss("focal", multilabel=False, label_smoothing=0, classes=2)(logits, targets)
    assert (plain / focal).item() == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize("multilabel", [False, True])
@pytest.mark.parametrize("name", MULTILABEL)
def test_a_loss_of_certain_answers_and_its_gradient_are_finite(name, multilabel):
    logits = torch.tensor([[300.0, -300.0], [-300.0, 300.0]], requires_grad=True)
    targets = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    loss = build_loss(name, multilabel=multilabel, label_smoothing=0.1, classes=2)(logits, targets)
    loss.backward()
    assert loss.isfinite()
    assert logits.grad.isfinite().all()


@pytest.mark.parametrize("name", MULTICLASS)
def test_a_step_against_the_gradient_lowers_the_loss(name):
    loss = build_loss(name, multilabel=False, label_smoothing=0.05, classes=C)
    x, t = torch.from_numpy(LOGITS).requires_grad_(), torch.from_numpy(INDICES)
    before = loss(x, t)
    before.backward()
    assert loss(x - 0.1 * x.grad, t) < before


@pytest.mark.parametrize("name", MULTICLASS)
def test_half_precision_logits_are_scored_in_single_precision(name):
    loss = build_loss(name, multilabel=False, label_smoothing=0.05, classes=C)
    x, t = torch.from_numpy(LOGITS).bfloat16(), torch.from_numpy(INDICES)
    assert loss(x, t).dtype == torch.float32
    assert loss(x.float(), t).item() == pytest.approx(loss(x, t).item(), rel=0.02)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "hinge"}, "'hinge' is unknown; use one of cross-entropy, bce, mse, focal"),
        ({"name": "hinge", "multilabel": True}, "use one of bce, mse, focal"),
        ({"name": "cross-entropy", "multilabel": True}, "one class a picture"),
        ({"label_smoothing": 1.0}, "label smoothing 1.0"),
        ({"label_smoothing": -0.1}, "label smoothing -0.1"),
        ({"class_weights": [1.0, 1.0]}, "4 numbers"),
        ({"class_weights": [1.0, 1.0, -1.0, 1.0]}, "at least 0"),
        ({"class_weights": [0.0] * 4}, "not all 0"),
        ({"logit_shift": [0.0] * 3}, "4 finite numbers"),
        ({"logit_shift": [0.0, 0.0, 0.0, -np.inf]}, "4 finite numbers"),
    ],
)
def test_a_loss_that_makes_no_sense_is_refused(values, message):
    usual = {"name": "bce", "multilabel": False, "label_smoothing": 0.0, "classes": C}
    with pytest.raises(UsageError, match=message):
        build_loss(**{**usual, **values})
