"""What the same recipe scores on a split that was drawn at random, beside the run's own score."""

from __future__ import annotations

from huoyan.metrics.intervals.proportions import difference
from huoyan.report.charts.pairs import pair_chart
from huoyan.report.charts.two_widths import two_widths
from huoyan.report.record import RunRecord
from huoyan.report.sections.comparison import Metrics, figure_pairs, figure_table, shared
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words


def random_split(record: RunRecord, words: Words) -> list[Section]:
    """None where no such score is known, or none of its figures can be compared."""
    if record.random is None:
        return []
    names = words("random.there"), words("random.here")
    there, here = record.random.metrics, record.evidence.score.metrics
    meaning = leak_sentence(here, there, words)
    if not meaning:
        return []
    pairs = figure_pairs(there, here, words)
    context = {
        "sentences": [words("random.read"), meaning],
        # A lower score of one's own is no bad news here.
        "figures": two_widths(lambda width: pair_chart(pairs, *names, width, falls=False)),
        "table": figure_table(there, here, names, words),
    }
    return [section("random", words, "sections/html/random_split.html", context)]


def leak_sentence(here: Metrics, there: Metrics, words: Words) -> str:
    """What it means that a random split scored otherwise than the run's own; "" without a common figure."""
    names = shared(here, there)
    if not names:
        return ""
    name = names[0]
    gap = difference(there[name], here[name])
    key = "higher" if gap.low > 0 else "lower" if gap.high < 0 else "chance"
    return words(
        f"random.{key}",
        metric=words.metric(name),
        there=f"{there[name].value:.1%}",
        here=f"{here[name].value:.1%}",
        gap=f"{100 * gap.value:.1f}",
        low=f"{100 * gap.low:.1f}",
        high=f"{100 * gap.high:.1f}",
        n=f"{there[name].n:,}",
        m=f"{here[name].n:,}",
    )
