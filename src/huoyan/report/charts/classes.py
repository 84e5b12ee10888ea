"""Charts with a row a class: how many pictures there are, and how many of them were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huoyan.report.charts.parts.axes import Scale, axis_left, round_range, ticks
from huoyan.report.charts.parts.svg import document, line, rect, tag, text, title, width_of

ROWS = 30
ROW = 26.0


@dataclass(frozen=True, slots=True)
class Recall:
    """`found` of the `n` pictures of a class were recognised; value, low and high (Wilson, 95 %) in 0..1."""

    name: str
    found: int
    n: int
    value: float
    low: float
    high: float


def count_chart(
    counts: Mapping[str, Sequence[int]], classes: Sequence[str], splits: Mapping[str, str], width: float
) -> str:
    """A bar a class, split by split; `splits`: the words for the splits. Many classes become thin columns."""
    totals = [sum(counts[split][i] for split in counts) for i in range(len(classes))]
    if not totals or not max(totals):
        return ""
    if len(classes) <= ROWS:
        return _rows(counts, classes, splits, width)
    return _columns(counts, classes, splits, sorted(range(len(classes)), key=lambda i: -totals[i]), width)


def recall_chart(recalls: Sequence[Recall], level: float, level_name: str, width: float) -> str:
    """A dot with its interval a class, lowest first, at most 30; orange where all of it is below `level`."""
    rows = sorted((each for each in recalls if each.n), key=lambda each: (each.value, each.name))[:ROWS]
    if not rows:
        return ""
    left, top = _names_room([each.name for each in rows], width), 44.0
    bottom = top + ROW * len(rows)
    x = Scale(_start(rows), 1, left, width - 128)
    parts = [_grid(x, top, bottom), line(x(level), top - 6, x(level), bottom, "level")]
    parts.append(
        text(
            x(level),
            14,
            f"{level_name} {level:.1%}",
            kind="axis",
            anchor="end" if x(level) > width / 2 else "start",
        )
    )
    for i, each in enumerate(rows):
        parts.append(_whisker(each, x, top + ROW * (i + 0.5), left, width, low=each.high < level))
    return document(width, bottom + 8, level_name, *parts, least=0.9)


def _whisker(each: Recall, x: Scale, y: float, left: float, width: float, *, low: bool) -> str:
    kind = "second" if low else "first"
    tip = f"{each.name}: {each.found} / {each.n} = {each.value:.1%} ({each.low:.1%}–{each.high:.1%})"
    return tag(
        "g",
        {"class": "hover"},
        text(left - 12, y + 4, each.name, kind="label", anchor="end", room=left - 12),
        line(x(each.low), y, x(each.high), y, f"whisker {kind}"),
        tag("circle", {"cx": x(each.value), "cy": y, "r": 4.5, "class": f"point {kind}"}),
        text(width - 58, y + 4, f"{each.value:.1%}", kind="value", anchor="end"),
        text(width, y + 4, f"{each.found}/{each.n}", anchor="end"),
        rect(left, y - ROW / 2, width - left, ROW, "target"),
        title(tip),
    )


def _start(rows: Sequence[Recall]) -> float:
    """Where the axis begins: dots, unlike bars, need no zero, and good classes differ at the top end."""
    lowest = min(each.low for each in rows)
    return next((start for start in (0.9, 0.8, 0.5) if lowest >= start), 0.0)


def _grid(x: Scale, top: float, bottom: float) -> str:
    return "".join(
        line(x(mark), top, x(mark), bottom, "grid") + text(x(mark), top - 10, f"{mark:.0%}", anchor="middle")
        for mark in ticks(x.low, 1, 5 if x.stop - x.start > 300 else 2)
    )


def _names_room(names: Sequence[str], width: float) -> float:
    return min(0.18 * width + 20, max(width_of(name) for name in names) + 14)


def _rows(
    counts: Mapping[str, Sequence[int]], classes: Sequence[str], splits: Mapping[str, str], width: float
) -> str:
    left, top = _names_room(classes, width), 40.0
    order = range(len(classes))
    most = max(sum(counts[split][i] for split in counts) for i in order)
    x = Scale(0, most, left, width - 48)
    parts = [_split_legend(counts, splits)]
    for row, i in enumerate(order):
        y, done = top + ROW * row, 0
        parts.append(text(left - 12, y + 17, classes[i], kind="label", anchor="end", room=left - 12))
        for k, split in enumerate(counts):
            start, stop = x(done), x(done + counts[split][i])
            done += counts[split][i]
            tip = f"{classes[i]} · {splits.get(split, split)}: {counts[split][i]}"
            # One pixel of air between the splits.
            parts.append(rect(start, y + 5, stop - start - 1, ROW - 9, f"bar part{k}", tip=tip))
        parts.append(text(x(done) + 8, y + 17, str(done), kind="value"))
    return document(width, top + ROW * len(order) + 4, _split_words(counts, splits), *parts, least=0.9)


def _columns(
    counts: Mapping[str, Sequence[int]],
    classes: Sequence[str],
    splits: Mapping[str, str],
    order: Sequence[int],
    width: float,
) -> str:
    height, left, top, bottom = 260.0, 52.0, 44.0, 12.0
    most = max(sum(counts[split][i] for split in counts) for i in order)
    low, high = round_range(0, most)
    y = Scale(low, high, height - bottom, top)
    step = (width - left) / len(order)
    parts = [_split_legend(counts, splits), axis_left(y, ticks(low, high), left, width, percent=False)]
    for column, i in enumerate(order):
        done = 0
        bars = []
        for k, split in enumerate(counts):
            start, stop = y(done), y(done + counts[split][i])
            done += counts[split][i]
            bars.append(
                rect(left + step * column + step * 0.1, stop, step * 0.8, start - stop, f"bar part{k}")
            )
        tip = f"{classes[i]}: " + " + ".join(str(counts[split][i]) for split in counts) + f" = {done}"
        target = rect(left + step * column, top, step, height - bottom - top, "target")
        parts.append(tag("g", {"class": "hover"}, *bars, target, title(tip)))
    return document(width, height, _split_words(counts, splits), *parts, least=0.9)


def _split_words(counts: Mapping[str, Sequence[int]], splits: Mapping[str, str]) -> str:
    return ", ".join(f"{splits.get(split, split)} {sum(counts[split]):,}" for split in counts)


def _split_legend(counts: Mapping[str, Sequence[int]], splits: Mapping[str, str]) -> str:
    parts, x = [], 0.0
    for k, split in enumerate(counts):
        words = f"{splits.get(split, split)} {sum(counts[split]):,}"
        parts.append(rect(x, 5, 11, 11, f"bar part{k}"))
        parts.append(text(x + 18, 15, words, kind="legend"))
        x += 18 + width_of(words) + 14
    return "".join(parts)
