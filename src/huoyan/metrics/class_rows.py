"""What a batch of class probabilities says of each picture, so that the probabilities need not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from huoyan.metrics import calibration, classification
from huoyan.metrics.checks import check_indices, check_probabilities
from huoyan.metrics.intervals import losses

TOP = 5


@dataclass(frozen=True, slots=True, eq=False)
class ClassRows:
    """Of each picture (N,): its class and the answer; whether the truth is among the first five; confidence
    of the answer; log loss and Brier score, and what these were with a wrong and with a right answer.
    """

    targets: np.ndarray
    predicted: np.ndarray
    among: np.ndarray
    confidence: np.ndarray
    log_losses: np.ndarray
    log_losses_if_wrong: np.ndarray
    log_losses_if_right: np.ndarray
    brier_scores: np.ndarray
    brier_if_wrong: np.ndarray
    brier_if_right: np.ndarray

    @property
    def right(self) -> np.ndarray:
        return np.asarray(self.predicted == self.targets)

    @classmethod
    def of(cls, probabilities: np.ndarray, targets: np.ndarray) -> ClassRows:
        """probabilities: (N, C), targets: class indices (N,). UsageError where they do not fit."""
        check_probabilities(probabilities, sums=True)
        check_indices(targets, *probabilities.shape)
        return cls(
            targets,
            probabilities.argmax(axis=1),
            classification.ranks_of_truth(probabilities, targets) < TOP,
            calibration.top_label(probabilities, targets)[0],
            calibration.log_losses(probabilities, targets),
            losses.log_losses_if_wrong(probabilities),
            losses.log_losses_if_right(probabilities),
            calibration.brier_scores(probabilities, targets),
            losses.brier_if_wrong(probabilities),
            losses.brier_if_right(probabilities),
        )

    @classmethod
    def joined(cls, parts: Sequence[ClassRows]) -> ClassRows:
        columns = (field.name for field in fields(cls))
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))
