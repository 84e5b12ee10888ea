"""Learning curves: the loss of both splits, and the validation score, over epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from huoyan.report.charts.parts.lines import Frame, Line, line_chart, range_of
from huoyan.runs.learning_curve import Epoch


@dataclass(frozen=True, slots=True)
class LearningNames:
    epoch: str
    value: str
    train: str
    validation: str


def loss_chart(epochs: Sequence[Epoch], names: LearningNames) -> str:
    """Empty where no loss was measured."""
    lines = [
        _line(
            epochs, lambda e: e.train_loss, name=names.train, kind="second", word=names.epoch, form="{:.4g}"
        ),
        _line(
            epochs, lambda e: e.val_loss, name=names.validation, kind="first", word=names.epoch, form="{:.4g}"
        ),
    ]
    return _chart(epochs, lines, names.epoch, names.value, percent=False, y_range=range_of(lines, floor=0))


def score_chart(epochs: Sequence[Epoch], names: LearningNames, *, percent: bool) -> str:
    """Empty where no validation score was measured. percent: whether it is a share, 0..1."""
    lines = [
        _line(
            epochs,
            lambda e: e.val_score,
            name=names.validation,
            kind="first",
            word=names.epoch,
            form="{:.2%}" if percent else "{:.4g}",
        )
    ]
    low, high = range_of(lines)
    y_range = (max(0.0, low), min(1.0, high)) if percent else (low, high)
    return _chart(epochs, lines, names.epoch, names.value, percent=percent, y_range=y_range)


def _line(
    epochs: Sequence[Epoch],
    of: Callable[[Epoch], float | None],
    *,
    name: str,
    kind: str,
    word: str,
    form: str,
) -> Line:
    known = [(e.epoch, value) for e in epochs if (value := of(e)) is not None and isfinite(value)]
    tips = [f"{word} {x:g} · {name} {form.format(y)}" for x, y in known]
    return Line(name, [x for x, _ in known], [y for _, y in known], kind, tips)


def _chart(
    epochs: Sequence[Epoch], lines: list[Line], x: str, y: str, *, percent: bool, y_range: tuple[float, float]
) -> str:
    lines = [each for each in lines if len(each.y)]
    if not lines:
        return ""
    first, last = min(e.epoch for e in epochs), max(e.epoch for e in epochs)
    x_range = (first, last) if last > first else (0.0, max(1.0, last))
    whole = last - first >= 3
    return line_chart(Frame(x, y, x_range, y_range, y_percent=percent, x_whole=whole), lines)
