"""Multinomial logistic regression, penalised by squared coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.heads.parts.absent import of_seen_classes
from huoyan.learn.heads.parts.fit_warnings import expected_warnings
from huoyan.learn.heads.parts.linear import Linear
from huoyan.learn.heads.parts.settings import positive, read

# Of scaled columns. Many columns need the small ones.
STRENGTHS = (1e-3, 1e-2, 1e-1, 1.0)
_STEPS = 200


class Logistic:
    """C: how much the rows count against the penalty, as in scikit-learn."""

    name: ClassVar[str] = "logistic"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        return tuple({"C": strength} for strength in STRENGTHS)

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Head:
        chosen = {"C": 1e-2, **read(self.name, settings, {"C": positive})}
        return of_seen_classes(lesson, chosen, lambda seen: _fit(seen, chosen))


def _fit(lesson: Lesson, settings: Mapping[str, Any]) -> Linear:
    from sklearn.linear_model import LogisticRegression

    scaled, compact = lesson.scaling, lesson.compact
    model = LogisticRegression(C=settings["C"], max_iter=_STEPS)
    with expected_warnings():
        model.fit(compact.rows.astype(np.float32), lesson.targets, lesson.weights)
    weight, bias = compact.coefficients(model.coef_.T), model.intercept_
    if lesson.classes == 2:  # one column, the log odds of the second class
        weight, bias = np.hstack([-weight, weight]) / 2, np.hstack([-bias, bias]) / 2
    return Linear(
        settings,
        scaled.mean,
        (weight / scaled.scale[:, None]).astype(np.float32),
        bias.astype(np.float32),
    )
