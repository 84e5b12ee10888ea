"""Figures of a score as rows of text: their names, values, intervals, and on how many pictures they rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from huoyan.cli.terminal.language import language, phrase
from huoyan.text import cells, number_form, padded
from huoyan.words.figure_names import figure_name, part_name

if TYPE_CHECKING:
    from huoyan.evaluate import Evaluation
    from huoyan.results import Estimate


def headline(evaluation: Evaluation, names: Sequence[str]) -> list[tuple[str, str]]:
    """The figures of these names with their intervals, as rows of text."""
    lang, score = language(), evaluation.score
    part = part_name(evaluation.split, lang)
    named = {name: phrase("terminal.figure", part=part, name=figure_name(name, lang)) for name in names}
    return [
        *((named[x], with_interval(score.metrics[x], score.groups)) for x in names if x in score.metrics),
        *(
            (named[x], phrase("terminal.left_out", reason=score.left_out[x].message))
            for x in names
            if x in score.left_out
        ),
    ]


def headline_lines(evaluation: Evaluation, names: Sequence[str]) -> list[str]:
    """As `headline`, the values of all rows one below the other."""
    rows = headline(evaluation, names)
    width = max(24, *(cells(name) + 2 for name, _ in rows))
    return [f"{padded(name, width)}{value}" for name, value in rows]


def with_interval(figure: Estimate, groups: int | None) -> str:
    """A figure with its interval, and on how many pictures it rests."""
    form = number_form(figure.value, 4)
    value, low, high = (format(x, form) for x in (figure.value, figure.low, figure.high))
    known = {"value": value, "low": low, "high": high, "n": figure.n}
    if groups is None:
        return phrase("terminal.value", **known)
    return phrase("terminal.value_of_groups", **known, groups=groups)
