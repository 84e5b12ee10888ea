"""A dot a picture: predicted against true values, and errors against predictions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.report.charts.parts.axes import round_range
from huoyan.report.charts.parts.lines import Frame
from huoyan.report.charts.parts.svg import document, line, tag

MOST = 1500  # dots; more would make the page heavy and hide each other


@dataclass(frozen=True, slots=True)
class Predictions:
    """Predicted and true values (N,) in one unit. margin: half of the interval given with each answer."""

    truth: np.ndarray
    predicted: np.ndarray
    margin: float | None

    @property
    def errors(self) -> np.ndarray:
        return np.asarray(self.predicted - self.truth)

    @property
    def outside(self) -> np.ndarray:
        """Whether the truth is outside of the interval, bool (N,)."""
        if self.margin is None:
            return np.zeros(len(self.truth), bool)
        return np.asarray(np.abs(self.errors) > self.margin)


def scatter_chart(given: Predictions, truth: str, predicted: str) -> str:
    """A dot on the dashed diagonal is exact; those outside of their interval are orange."""
    low, high = _range(np.concatenate([given.truth, given.predicted]))
    frame = Frame(truth, predicted, (low, high), (low, high), height=440, top=32)
    rules = _rule(frame, (low, low), (high, high))
    if given.margin is not None and given.margin <= high - low:
        rules += _rule(frame, (low, low + given.margin), (high - given.margin, high))
        rules += _rule(frame, (low + given.margin, low), (high, high - given.margin))
    return _chart(frame, rules, given.truth, given.predicted, given.outside)


def residual_chart(given: Predictions, predicted: str, error: str) -> str:
    """The height of a dot is the error of the prediction below it."""
    (low, high), bounds = _range(given.predicted), _range(np.append(given.errors, 0.0))
    frame = Frame(predicted, error, (low, high), bounds, height=440, top=32)
    heights = [0.0] if given.margin is None else [-given.margin, 0.0, given.margin]
    inside = [height for height in heights if bounds[0] <= height <= bounds[1]]
    rules = "".join(_rule(frame, (low, height), (high, height)) for height in inside)
    return _chart(frame, rules, given.predicted, given.errors, given.outside)


def _chart(frame: Frame, rules: str, x: np.ndarray, y: np.ndarray, outside: np.ndarray) -> str:
    if not len(x):
        return ""
    shown = np.unique(np.linspace(0, len(x) - 1, min(MOST, len(x))).astype(int))
    # What lies outside is looked for: it is drawn last, so above the others.
    ordered = shown[np.argsort(outside[shown], kind="stable")]
    dots = "".join(
        tag("circle", {"cx": frame.x(x[i]), "cy": frame.y(y[i]), "r": 3, "class": _kind(bool(outside[i]))})
        for i in ordered
    )
    return document(frame.width, frame.height, f"{frame.y_name} / {frame.x_name}", frame.axes(), rules, dots)


def _kind(outside: bool) -> str:
    return "dot second" if outside else "dot first"


def _rule(frame: Frame, start: tuple[float, float], end: tuple[float, float]) -> str:
    return line(frame.x(start[0]), frame.y(start[1]), frame.x(end[0]), frame.y(end[1]), "level")


def _range(values: np.ndarray) -> tuple[float, float]:
    return round_range(float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
