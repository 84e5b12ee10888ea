"""What time tells of clips: what the order of their frames gives, and how soon they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.metrics.early_decisions import EarlyDecisions
from huoyan.metrics.paired.gain import Gain
from huoyan.report.charts.parts.lines import Frame, Line, line_chart
from huoyan.report.record import RunRecord
from huoyan.report.shell.numbers import PERCENT
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.words import Message, told

if TYPE_CHECKING:
    from markupsafe import Markup

# Share of the last accuracy that is worth waiting for.
ENOUGH = 0.95
KINDS = {1: "more", 0: "chance", -1: "less"}


def over_time(record: RunRecord, words: Words) -> list[Section]:
    """Empty where nothing of it was measured."""
    found = record.over_time
    if found is None or not (found.early or found.gains):
        return []
    context = {
        "gains": [told(gain_told(name, gain), words.lang) for name, gain in found.gains.items()],
        "early": None if found.early is None else _read(found.early, words),
        "chart": None if found.early is None else _chart(found.early, words),
        "table": None if found.early is None else _table(found.early, words),
    }
    return [section("over_time", words, "sections/html/over_time.html", context)]


def gain_told(part: str, gain: Gain) -> Message:
    """What the order of time gives on this part of the data: of shares in points."""
    points, found = (100 if gain.figure in PERCENT else 1), gain.difference
    value = gain.model.value - gain.plain.value
    kind = "few" if found is None else KINDS[gain.surely]
    interval = {} if found is None else {"low": points * found.low, "high": points * found.high}
    return Message(
        f"over_time.{kind}" if gain.figure in PERCENT else f"over_time.{kind}_value",
        part=Message(f"split.{part}"),
        figure=gain.figure,
        gain=points * value,
        n=gain.model.n,
        ours=gain.model.value,
        plain=gain.plain.value,
        **interval,
    )


def _read(early: EarlyDecisions, words: Words) -> str:
    last = early.accuracy[-1]
    return words(
        f"over_time.early_{early.unit}",
        seconds=early.reaches(ENOUGH),
        share=ENOUGH,
        last=last.value,
        low=last.low,
        high=last.high,
        n=last.n,
    )


def _chart(early: EarlyDecisions, words: Words) -> Markup:
    from markupsafe import Markup

    name = words.metric("accuracy")
    values, low, high = zip(*((each.value, each.low, each.high) for each in early.accuracy), strict=True)
    drawn = Line(name, early.seconds, values, "first", _tips(early), low, high)
    frame = Frame(
        words(f"over_time.{early.unit}"), name, (0.0, early.seconds[-1]), (0.0, 1.0), y_percent=True
    )
    return Markup(line_chart(frame, [drawn]))


def _tips(early: EarlyDecisions) -> list[str]:
    unit = " s" if early.unit == "seconds" else ""
    return [
        f"{seconds:.4g}{unit} · {each.value:.1%} [{each.low:.1%}, {each.high:.1%}] · n = {each.n:,}"
        for seconds, each in zip(early.seconds, early.accuracy, strict=True)
    ]


def _table(early: EarlyDecisions, words: Words) -> Table:
    heads = (
        words(f"over_time.{early.unit}"),
        words.metric("accuracy"),
        words("accept.interval"),
        words("metrics.n"),
    )
    rows = (
        (
            cell(seconds, f"{seconds:.2f}"),
            cell(each.value, f"{each.value:.1%}"),
            cell(each.low, f"{each.low:.1%} – {each.high:.1%}"),
            cell(each.n),
        )
        for seconds, each in zip(early.seconds, early.accuracy, strict=True)
    )
    return table(heads, rows)
