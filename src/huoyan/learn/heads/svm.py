"""Support vector machines, one class against the rest: linear, or with Gaussian kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from huoyan.errors import NetworkError
from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.heads.parts.absent import of_seen_classes
from huoyan.learn.heads.parts.kernel import Kernel
from huoyan.learn.heads.parts.linear import Linear
from huoyan.learn.heads.parts.scaling import Scaling
from huoyan.learn.heads.parts.settings import positive, read, refused
from huoyan.learn.options import named_choice, refuse_option
from huoyan.words import Message

# The strength C that is taken where none is given; those that are tried.
DEFAULTS = {"linear": 1e-2, "rbf": 3.0}
TRIED = {"linear": (1e-3, 1e-2, 1e-1, 1.0), "rbf": (1.0, 10.0)}
# The kernel of all rows with all rows is held in memory, and most rows end up in the model.
_KERNEL_ROWS, _KERNEL_VALUES = 6_000, 16_000_000
# Where the loss falls by less than this share in a step, answers change no more.
_STEPS, _LEAST_GAIN = 100, 1e-6


class Svm:
    """kernel: linear, of squared hinge loss; or rbf, exp(-gamma |x - y|^2), of hinge loss.

    C: how much the rows count against the penalty. gamma: "scale" is 1 / (columns x their mean variance).
    As in scikit-learn's LinearSVC and SVC, but that the linear one's intercept has no penalty.
    """

    name: ClassVar[str] = "svm"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        rows, columns = lesson.features.shape
        small = rows <= _KERNEL_ROWS and rows * columns <= _KERNEL_VALUES
        kernels = ("linear", "rbf") if small else ("linear",)
        return tuple({"kernel": kernel, "C": c} for kernel in kernels for c in TRIED[kernel])

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Head:
        given = read(self.name, settings, {"kernel": _kernel, "C": positive, "gamma": _gamma})
        kernel = given.get("kernel", "linear")
        if kernel == "rbf":
            chosen = {"kernel": kernel, "C": DEFAULTS[kernel], "gamma": "scale", **given}
            return of_seen_classes(lesson, chosen, lambda seen: _fit_rbf(seen, chosen))
        if "gamma" in given:
            expected = Message("head.expected_no_gamma")
            raise refused(self.name, "gamma", settings["gamma"], expected)
        chosen = {"kernel": kernel, "C": DEFAULTS[kernel], **given}
        return of_seen_classes(lesson, chosen, lambda seen: _fit_linear(seen, chosen))


def _kernel(name: str, value: Any) -> str:
    return named_choice(name, value, tuple(DEFAULTS))


def _gamma(name: str, value: Any) -> float | str:
    if str(value).strip().lower() == "scale":
        return "scale"
    try:
        return positive(name, value)
    except NetworkError as error:
        raise refuse_option(name, value, Message("head.expected_gamma")) from error


def _fit_linear(lesson: Lesson, settings: Mapping[str, Any]) -> Linear:
    """All classes in one minimisation: ten times as fast as liblinear's one after the other."""
    from scipy.optimize import minimize

    scaled, compact = lesson.scaling, lesson.compact
    rows = compact.rows.astype(np.float32)
    signs = np.where(lesson.targets[:, None] == np.arange(lesson.classes), 1, -1).astype(np.float32)
    shape = rows.shape[1] + 1, lesson.classes
    counted = (2 * settings["C"] * lesson.weights[:, None]).astype(np.float32)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        values = flat.reshape(shape)
        single = values.astype(np.float32)
        short = np.maximum(1 - signs * (rows @ single[:-1] + single[-1]), 0)
        slope = counted * short
        push = slope * signs
        gradient = np.vstack([values[:-1] - rows.T @ push, -push.sum(axis=0, dtype=np.float64)])
        total = np.square(values[:-1]).sum() / 2 + (slope * short).sum(dtype=np.float64) / 2
        return float(total), gradient.ravel()

    found = minimize(
        loss,
        np.zeros(shape).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "ftol": _LEAST_GAIN},
    )
    values = found.x.reshape(shape)
    return Linear(
        settings,
        scaled.mean,
        (compact.coefficients(values[:-1]) / scaled.scale[:, None]).astype(np.float32),
        values[-1].astype(np.float32),
    )


def _fit_rbf(lesson: Lesson, settings: Mapping[str, Any]) -> Kernel:
    from sklearn.svm import SVC

    plain, compact = lesson.scaling, lesson.compact.rows
    norms = np.square(compact).sum(axis=1)
    gamma = settings["gamma"]
    if gamma == "scale":
        gamma = 1 / max(float(norms.mean()), 1e-12)
    kernel = np.exp(gamma * np.minimum(2 * (compact @ compact.T) - norms[:, None] - norms, 0))
    coefficients = np.zeros((len(compact), lesson.classes))
    bias = np.zeros(lesson.classes)
    for at in range(lesson.classes):
        model = SVC(kernel="precomputed", C=settings["C"])
        model.fit(kernel, lesson.targets == at, lesson.weights)
        coefficients[model.support_, at] = model.dual_coef_[0]
        bias[at] = model.intercept_[0]
    kept = coefficients.any(axis=1)
    scaled = Scaling(plain.mean, (plain.scale / np.sqrt(gamma)).astype(np.float32))
    return Kernel(
        settings,
        scaled,
        scaled.apply(lesson.features[kept]).astype(np.float32),
        coefficients[kept].astype(np.float32),
        bias.astype(np.float32),
    )
