"""Losses of labels by name: logits and targets in, one number to lower out.

One form for all: hard targets become a distribution over classes (one-hot, or what MixUp mixed), label
smoothing is applied to it, and each sample's loss is averaged. Class weights weigh samples by what they are
and the average is divided by the weights, so that they do not change the scale of the loss. A logit shift
is added to the logits here and nowhere else: what the network answers is without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from huoyan.errors import UsageError
from huoyan.learn.fit.targets import Targets
from huoyan.learn.objectives.loss import Loss
from huoyan.words import Listed, Message

Mean = Callable[[Tensor, Tensor], Tensor]
GAMMA = 2.0  # the focal loss's best value in Lin et al. 2017, table 1b


def build_loss(
    name: str,
    *,
    multilabel: bool,
    label_smoothing: float,
    classes: int,
    class_weights: Sequence[float] | None = None,
    logit_shift: Sequence[float] | None = None,
) -> Loss:
    """The loss of logits (N, C) for targets, int64 (N,) or float (N, C) in 0..1.

    Multi-class targets as float are distributions (MixUp); multi-label targets are yes (1) or no (0) for each
    class. Smoothing E gives (1 - E) of the truth and E of the uniform distribution: over the classes, or over
    yes and no. `logit_shift` (C,), such as the log prior of each class, is added to the logits first
    (Menon et al. 2021). UsageError for an unknown name, and cross-entropy of multi-label data.
    """
    table = MULTILABEL if multilabel else MULTICLASS
    if name not in table:
        raise _refuse(_unknown(name, multilabel))
    if not 0 <= label_smoothing < 1:
        raise _refuse(Message("objective.smoothing", smoothing=label_smoothing))
    weights = None if class_weights is None else _checked_weights(class_weights, classes)
    shift = None if logit_shift is None else _checked_shift(logit_shift, classes)
    form = table[name]

    def loss(logits: Tensor, targets: Tensor) -> Tensor:
        logits = _shifted(logits, shift)
        truth = _distribution(targets, classes).to(logits.dtype)
        smooth = truth * (1 - label_smoothing) + label_smoothing / (2 if multilabel else classes)
        each = form(logits, smooth if label_smoothing else truth)
        if weights is None:
            return each.mean()
        weight = weights.to(logits)
        if multilabel:
            return (each @ weight).mean() / weight.sum()
        sample = truth @ weight
        return (each * sample).sum() / sample.sum()

    if name == "cross-entropy" and weights is None:
        # One kernel of torch instead of seven, and the same number.
        return Loss(
            lambda logits, targets: F.cross_entropy(
                _shifted(logits, shift), targets, label_smoothing=label_smoothing
            )
        )
    if weights is None or multilabel:
        return Loss(loss)
    return Loss(loss, partial(_weight_of, weights))


def _weight_of(weights: Tensor, targets: Targets) -> float:
    """Of all pictures, each with that of its classes, `weights` (C,)."""
    assert isinstance(targets, Tensor)
    return float((_distribution(targets, len(weights)).to(weights) @ weights).sum())


def _softmax_cross_entropy(logits: Tensor, truth: Tensor) -> Tensor:
    return F.cross_entropy(logits, truth, reduction="none")


def _one_against_rest(logits: Tensor, truth: Tensor) -> Tensor:
    """Mean over the classes of yes/no cross-entropies: each class alone against the rest."""
    return _sigmoid_cross_entropy(logits, truth).mean(dim=1)


def _softmax_squared(logits: Tensor, truth: Tensor) -> Tensor:
    """Squared errors of the probabilities, summed over the classes (Brier 1950)."""
    return (logits.softmax(dim=1) - truth).square().sum(dim=1)


def _softmax_focal(logits: Tensor, truth: Tensor) -> Tensor:
    """-(1 - p)^gamma log(p) of the true class (Lin et al. 2017, eq. 4)."""
    log_p = logits.log_softmax(dim=1)
    return -(truth * (1 - log_p.exp()).pow(GAMMA) * log_p).sum(dim=1)


def _sigmoid_cross_entropy(logits: Tensor, truth: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, truth, reduction="none")


def _sigmoid_squared(logits: Tensor, truth: Tensor) -> Tensor:
    return (logits.sigmoid() - truth).square()


def _sigmoid_focal(logits: Tensor, truth: Tensor) -> Tensor:
    """The focal loss of yes and of no, each with its share of the truth (Lin et al. 2017, eq. 4)."""
    yes, no = F.logsigmoid(logits), F.logsigmoid(-logits)
    return -(truth * no.exp().pow(GAMMA) * yes + (1 - truth) * yes.exp().pow(GAMMA) * no)


# Multi-class forms give (N,), multi-label forms (N, C); truth is (N, C).
MULTICLASS: dict[str, Mean] = {
    "cross-entropy": _softmax_cross_entropy,
    "bce": _one_against_rest,
    "mse": _softmax_squared,
    "focal": _softmax_focal,
}
MULTILABEL: dict[str, Mean] = {
    "bce": _sigmoid_cross_entropy,
    "mse": _sigmoid_squared,
    "focal": _sigmoid_focal,
}


def _distribution(targets: Tensor, classes: int) -> Tensor:
    return targets if targets.ndim == 2 else F.one_hot(targets, classes)


def _shifted(logits: Tensor, shift: Tensor | None) -> Tensor:
    """bf16 logits of autocast have 8 bits of precision: too few for logarithms, averages and shifts."""
    logits = logits.to(torch.promote_types(logits.dtype, torch.float32))
    return logits if shift is None else logits + shift.to(logits)


def _checked_weights(weights: Sequence[float], classes: int) -> Tensor:
    found = torch.as_tensor(weights, dtype=torch.float64)
    if found.shape != (classes,) or not bool(((found >= 0) & found.isfinite()).all()) or found.sum() == 0:
        raise _refuse(Message("objective.class_weights", weights=found.tolist(), classes=classes))
    return found


def _checked_shift(shift: Sequence[float], classes: int) -> Tensor:
    found = torch.as_tensor(shift, dtype=torch.float64)
    if found.shape != (classes,) or not bool(found.isfinite().all()):
        raise _refuse(Message("objective.logit_shift", shift=found.tolist(), classes=classes))
    return found


def _unknown(name: str, multilabel: bool) -> Message:
    if multilabel and name in MULTICLASS:
        return Message("objective.loss_of_one", name=name, known=Listed(MULTILABEL))
    return Message("objective.loss", name=name, known=Listed(MULTILABEL if multilabel else MULTICLASS, None))


def _refuse(message: Message) -> UsageError:
    return UsageError(message, code="usage.loss")
