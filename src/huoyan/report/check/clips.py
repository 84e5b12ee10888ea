"""The clips as a table: of each class how many, how long, at what rates and sizes."""

from __future__ import annotations

from huoyan.data.check.clips.clip_summary import ClipRow
from huoyan.report.check.view import View
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import cell, table
from huoyan.report.shell.words import Words

_HEADS = ("class", "n", "seconds", "frames", "rates", "sizes")
_SHOWN = 3


def clips(view: View) -> Section:
    words, summary = view.words, view.check.clips
    assert summary is not None
    rows = [[cell(text) for text in _told(row, words)] for row in summary.rows]
    heads = [words(f"clips.{head}") for head in _HEADS]
    return section("clips", words, "check/html/listed.html", {"kind": "clips", "rows": table(heads, rows)})


def _told(row: ClipRow, words: Words) -> tuple[str, ...]:
    """Spans as least, median and most; of rates and sizes the most frequent."""
    seconds = " · ".join(f"{value:.3g}" for value in row.seconds)
    frames = " · ".join(f"{value:,}" for value in row.frames)
    rates = words.listed(f"{rate} ({n:,})" for rate, n in row.rates[:_SHOWN])
    sizes = words.listed(f"{width} × {height} ({n:,})" for (width, height), n in row.sizes[:_SHOWN])
    return row.name or words("part.all"), f"{row.n:,}", seconds, frames, rates, sizes
