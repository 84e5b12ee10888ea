"""What the same recipe scores on a split that was drawn at random, beside the run's own score."""

from __future__ import annotations

from huoyan.metrics.intervals.proportions import difference
from huoyan.report.charts.pairs import pair_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.record import RunRecord
from huoyan.report.sections.comparison import Metrics, compared, figure_pairs, figure_table
from huoyan.report.shell.numbers import PERCENT, figure
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words


def random_split(record: RunRecord, words: Words) -> list[Section]:
    """None where no such score is known, or none of its figures can be compared."""
    if record.random is None:
        return []
    names = words("random.there"), words("random.here")
    there, here = record.random.metrics, record.evidence.score.metrics
    meaning = leak_sentence(here, there, words)
    if not compared(here, there):
        return []
    pairs = figure_pairs(there, here, words)
    context = {
        "sentences": [words("random.read"), *([meaning] if meaning else [])],
        # A lower score of one's own is no bad news here.
        "figures": two_widths(lambda width: pair_chart(pairs, *names, width, falls=False)) if pairs else None,
        "table": figure_table(there, here, names, words),
    }
    return [section("random", words, "sections/html/random_split.html", context)]


def leak_sentence(here: Metrics, there: Metrics, words: Words) -> str:
    """What it means that a random split scored otherwise than the run's own.

    Of more than one quantity the first is told; "" where no common figure grows with better answers.
    """
    name = next((name for name in compared(here, there) if not name.startswith(("mae", "rmse"))), None)
    if name is None:
        return ""
    gap = difference(there[name], here[name])
    key = "higher" if gap.low > 0 else "lower" if gap.high < 0 else "chance"
    points = [f"{100 * x:.1f}" if name in PERCENT else f"{x:.3f}" for x in (gap.value, gap.low, gap.high)]
    return words(
        f"random.{key}" if name in PERCENT else f"random.{key}_value",
        metric=words.metric(name),
        there=figure(name, there[name].value),
        here=figure(name, here[name].value),
        gap=points[0],
        low=points[1],
        high=points[2],
        n=f"{there[name].n:,}",
        m=f"{here[name].n:,}",
    )
