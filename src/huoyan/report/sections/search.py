"""What a search found: the settings one after the other, which choices mattered, and all that was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.report.charts.parts.bars import Bar, bar_chart
from huoyan.report.charts.parts.lines import Frame
from huoyan.report.charts.parts.two_widths import TwoWidths, two_widths
from huoyan.report.charts.settings import Tried, choice_chart, course_chart
from huoyan.report.record import RunRecord
from huoyan.report.shell.numbers import PERCENT, figure
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.runs.search.outcome import Outcome
from huoyan.runs.search.said import FACTORS, setting_told, told_of, value_told
from huoyan.runs.search.tried_setting import TriedSetting
from huoyan.words import told

if TYPE_CHECKING:
    from markupsafe import Markup

# Choices whose scores are drawn, at most; and the settings of which that makes sense.
DRAWN, LEAST = 4, 5


def search(record: RunRecord, words: Words) -> list[Section]:
    """Empty where the run has searched nothing."""
    outcome = record.search
    if outcome is None or outcome.best is None:
        return []
    whole = [each for each in outcome.tried if each.how == "whole"]
    counts = {how: sum(each.how == how for each in outcome.tried) for how in ("whole", "pruned", "refused")}
    context = {
        "verdict": words.sentence(told(told_of(outcome), words.lang)),
        "read": [words("search.how", **counts), words(f"search.ended_{outcome.ended}")],
        "course": two_widths(lambda width: _course(outcome, whole, words, width)),
        "mattered": _mattered(outcome, words),
        "unknown": not outcome.mattered,
        "choices": _choices(outcome, whole, words) if len(whole) >= LEAST else [],
        "settings": _settings(outcome, words),
    }
    return [section("search", words, "sections/html/search.html", context)]


def _course(outcome: Outcome, whole: list[TriedSetting], words: Words, width: float) -> str:
    frame = _frame(outcome, words("search.turn"), words, width)
    return course_chart([_dot(outcome, each, each.number) for each in whole], frame, words("search.best"))


def _choices(outcome: Outcome, whole: list[TriedSetting], words: Words) -> list[tuple[str, Markup]]:
    """Of the choices that mattered most, or else of the first."""
    from markupsafe import Markup

    names = sorted(outcome.mattered, key=outcome.mattered.__getitem__, reverse=True) or list(outcome.defaults)
    charts = []
    for name in names[:DRAWN]:
        ordered = sorted(whole, key=lambda each: each == outcome.best)  # the one that was taken on top
        dots = [_dot(outcome, each, each.values[name]) for each in ordered if name in each.values]
        if len({dot.at for dot in dots}) > 1:
            label = words(f"choice.{name}")
            frame = _frame(outcome, label, words, 480)
            charts.append((name, Markup(choice_chart(dots, frame, log=name in FACTORS))))
    return charts


def _frame(outcome: Outcome, x_name: str, words: Words, width: float) -> Frame:
    percent = outcome.score in PERCENT
    return Frame(
        x_name, words.metric(outcome.score), (0, 1), (0, 1), width=width, height=280, y_percent=percent
    )


def _dot(outcome: Outcome, setting: TriedSetting, at: float | str) -> Tried:
    assert setting.score is not None
    tip = f"{figure(outcome.score, setting.score)}: {setting_told(setting.values, outcome.defaults)}"
    return Tried(at, setting.score, tip, "second" if setting == outcome.best else "first")


def _mattered(outcome: Outcome, words: Words) -> TwoWidths | None:
    shares = sorted(outcome.mattered.items(), key=lambda each: -each[1])
    bars = [Bar(words(f"choice.{name}"), share, f"{share:.0%}", name) for name, share in shares]
    return two_widths(lambda width: bar_chart(bars, words("search.mattered"), width)) if bars else None


def _settings(outcome: Outcome, words: Words) -> Table:
    """Best first; those that were not trained to their end last."""
    names = list(outcome.defaults) + sorted(
        {name for each in outcome.tried for name in each.values} - outcome.defaults.keys()
    )
    heads = [words("search.turn"), words.metric(outcome.score), words("search.ending")]
    heads += [words(f"choice.{name}") for name in names]
    ordered = sorted(outcome.tried, key=lambda each: (each.how != "whole", -(each.score or 0.0), each.number))
    rows = []
    for each in ordered:
        score = cell(-1.0, "–") if each.score is None else cell(each.score, figure(outcome.score, each.score))
        values = [
            cell(each.values[name], value_told(name, each.values[name])) if name in each.values else cell("–")
            for name in names
        ]
        how = cell(words(f"search.ended_{each.how}") + (f": {each.reason}" if each.reason else ""))
        rows.append((cell(each.number + 1), score, how, *values))
    return table(heads, rows)
