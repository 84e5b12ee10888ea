"""The way up the ladder: what each rung came to, what was taken, and what more pictures would bring."""

from __future__ import annotations

from typing import Any

from huoyan.report.charts.parts.points import Point, PointAxes, point_chart
from huoyan.report.charts.parts.two_widths import TwoWidths, two_widths
from huoyan.report.record import RunRecord
from huoyan.report.shell.numbers import duration, figure, size
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.results import Estimate
from huoyan.runs.rungs import Ascent, Grown, Growth, Rung, described
from huoyan.words import told

FIGURE = "accuracy"
HEADS = ("recogniser", "right", "pictures", "seconds", "milliseconds", "size", "verdict")


def ladder(record: RunRecord, words: Words) -> list[Section]:
    """None where the run was of one model from the start."""
    ascent = record.ascent
    if ascent is None:
        return []
    context = {
        "read": _read(ascent, words),
        "meaning": [
            *([words("ladder.half_pictures")] if _in_shares(ascent) else []),
            *_flattered(record, words),
            words("ladder.cost", time=duration(ascent.seconds, words)),
        ],
        "chart": _chart(ascent, words),
        "rungs": _rung_table(ascent, words),
        "notes": [told(note, words.lang) for note in ascent.notes],
        "growth": _growth(ascent, ascent.growth, words) if ascent.growth is not None else None,
    }
    return [section("ladder", words, "sections/html/ladder.html", context)]


def _read(ascent: Ascent, words: Words) -> list[str]:
    how = "ladder.in_turn" if ascent.in_turn else "ladder.on_val"
    return [
        words(how, n=f"{ascent.pictures:,}"),
        words("ladder.chosen", model=described(ascent.rungs[ascent.chosen])),
        words("ladder.why_ended", ended=ascent.ended),
    ]


def _flattered(record: RunRecord, words: Words) -> list[str]:
    found = record.evidence.score.metrics.get(FIGURE)
    if record.split != "test" or found is None:
        return [words("ladder.flattered_val")]
    value, low, high = (figure(FIGURE, each) for each in (found.value, found.low, found.high))
    return [words("ladder.flattered", figure=value, low=low, high=high)]


def _in_shares(ascent: Ascent) -> bool:
    """Whether a verdict counts parts of pictures."""
    counts = [rung.verdict.values.get(side, 0.0) for rung in ascent.rungs for side in ("won", "lost")]
    return any(float(count) % 1 > 0 for count in counts)


def _chart(ascent: Ascent, words: Words) -> TwoWidths:
    axes = PointAxes(words("ladder.time"), words("ladder.share"), lambda s: duration(s, words))
    points = [
        Point(described(rung), max(rung.seconds, 1e-3), rung.share, at == ascent.chosen)
        for at, rung in enumerate(ascent.rungs)
    ]
    return two_widths(lambda width: point_chart(points, axes, width))


def _rung_table(ascent: Ascent, words: Words) -> Table:
    return table([words(f"ladder.{head}") for head in HEADS], [_row(rung, words) for rung in ascent.rungs])


def _row(rung: Rung, words: Words) -> tuple[Cell, ...]:
    of_head = rung.settings if rung.features is not None else {}  # those of networks say how they were built
    settings = " ".join(f"{name}={value}" for name, value in of_head.items())
    named = f"{described(rung)} {settings}".rstrip()
    value, low, high = (figure(FIGURE, each) for each in (rung.share.value, rung.share.low, rung.share.high))
    return (
        cell(words("ladder.named", rung=words(f"rung.{rung.kind}"), name=_breakable(named))),
        cell(rung.share.value, f"{value} [{low} – {high}]"),
        cell(rung.share.n),
        cell(rung.seconds, duration(rung.seconds, words)),
        _known(rung.milliseconds, f"{rung.milliseconds or 0:.3g}"),
        _known(rung.size, size(rung.size or 0)),
        Cell(told(rung.verdict, words.lang), str(rung.taken), False, "told pass" if rung.taken else "told"),
    )


def _breakable(name: str) -> str:
    """Lines may end behind a plus, rather than within a word."""
    return name.replace("+", "+\u200b")


def _known(value: float | None, text: str) -> Cell:
    return Cell("–", -1.0, True) if value is None else cell(value, text)


def _share(share: Estimate) -> tuple[Cell, Cell, Cell]:
    low, high = figure(FIGURE, share.low), figure(FIGURE, share.high)
    return (
        cell(share.value, figure(FIGURE, share.value)),
        cell(share.low, f"{low} – {high}"),
        cell(share.n),
    )


def _growth(ascent: Ascent, growth: Growth, words: Words) -> dict[str, Any]:
    now, twice = growth.ahead[0], growth.ahead[1]
    value, low, high, known = (
        figure(FIGURE, each)
        for each in (twice.share.value, twice.share.low, twice.share.high, now.share.value)
    )
    of_head = growth.of != described(ascent.rungs[ascent.chosen])
    return {
        "read": [
            words("growth.twice", share=value, low=low, high=high, n=f"{now.pictures:,}", now=known),
            words("growth.read", model=growth.of),
            *([words("growth.of_head")] if of_head else []),
        ],
        "chart": _growth_chart(growth, words),
        "table": _growth_table(growth, words),
    }


def _growth_chart(growth: Growth, words: Words) -> TwoWidths:
    axes = PointAxes(words("growth.axis"), words("ladder.share"), lambda n: f"{n:,.0f}")
    now, *more = growth.ahead
    points = [
        *(Point(f"{each.pictures:,}", each.pictures, each.share) for each in growth.measured),
        *(Point(f"× {each.pictures / now.pictures:g}", each.pictures, each.share, True) for each in more),
    ]
    return two_widths(lambda width: point_chart(points, axes, width))


def _growth_table(growth: Growth, words: Words) -> Table:
    heads = ("growth.pictures", "growth.how", "ladder.right", "ladder.interval", "ladder.pictures")
    rows = [
        *(_grown(each, "growth.measured", words) for each in growth.measured),
        *(_grown(each, "growth.estimated", words) for each in growth.ahead),
    ]
    return table([words(head) for head in heads], rows)


def _grown(each: Grown, how: str, words: Words) -> tuple[Cell, ...]:
    return (cell(each.pictures), cell(words(how)), *_share(each.share))
