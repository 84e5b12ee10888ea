"""compare.html: models side by side on the same pictures, in one file. No request leaves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.comparison.compare import Comparison
from huoyan.comparison.sentences import cautions, pair_sentences
from huoyan.report.charts.parts.points import Point, PointAxes, point_chart
from huoyan.report.charts.parts.two_widths import TwoWidths, two_widths
from huoyan.report.comparison.tables import headline_tables, pair_table, run_table
from huoyan.report.shell.fill import filled
from huoyan.report.shell.numbers import PERCENT, moment, size
from huoyan.report.shell.page import Head, whole_page, write_page
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import cell, table
from huoyan.report.shell.words import Words
from huoyan.words import Lang, spoken_of, told

if TYPE_CHECKING:
    from markupsafe import Markup


def write_comparison(found: Comparison, path: str | Path, lang: Lang = "en") -> Path:
    """Writes the page and returns its path. ArtifactError where the file cannot be written."""
    return write_page(render(found, lang), path, "page.check_not_written")


def render(found: Comparison, lang: Lang = "en") -> str:
    """The page as text."""
    with spoken_of(found.medium):
        return _rendered(found, Words(lang))


def _rendered(found: Comparison, words: Words) -> str:
    head = Head(
        kind=words("comparison.page"),
        title=words.listed(each.name for each in found.runs),
        skip=words("comparison.skip"),
        verdict=[_verdict(found, words), *(words.sentence(told(x, words.lang)) for x in cautions(found))],
        facts=_facts(found, words),
        summary=_summary(found, words),
        created=moment(datetime.now().astimezone().isoformat(timespec="minutes")),
    )
    sections = [_costs(found, words), _pairs(found, words), _headlines(found, words)]
    return whole_page(head, [*sections, *_unreadable(found, words)], words)


def _verdict(found: Comparison, words: Words) -> str:
    """Of one pair what is said of it, else how many of the pairs differ."""
    if len(found.pairs) > 1:
        apart = sum(bool(pair.better) for pair in found.pairs)
        return words("comparison.apart", apart=apart, pairs=len(found.pairs), runs=len(found.runs))
    (pair,) = found.pairs
    said, *_ = pair_sentences(pair, found, words.metric)
    return words("comparison.sentence", said=told(said, words.lang))


def _facts(found: Comparison, words: Words) -> list[tuple[str, str]]:
    of = {"split": words.split(found.split), "n": f"{found.n:,}"}
    if found.groups is None:
        measured = words("hero.pictures", **of)
    else:
        measured = words("hero.groups", groups=f"{found.groups:,}", **of)
    return [(words("hero.measured"), measured), (words("hero.data"), found.data)]


def _summary(found: Comparison, words: Words) -> Markup:
    return filled("comparison/html/summary.html", {"words": words, "runs": run_table(found, words)})


def _costs(found: Comparison, words: Words) -> Section:
    times = [each.speed.milliseconds for each in found.runs]
    sizes = [float(each.bytes) for each in found.runs]
    charts = [
        _chart(found, words, times, words("comparison.time_axis"), lambda ms: f"{ms:.3g} ms"),
        _chart(found, words, sizes, words("comparison.size_axis"), _bytes),
    ]
    return section("costs", words, "comparison/html/costs.html", {"charts": charts})


def _bytes(count: float) -> str:
    return size(round(count)).replace(".0 ", " ")


def _chart(
    found: Comparison, words: Words, costs: list[float], name: str, written: Callable[[float], str]
) -> TwoWidths:
    axes = PointAxes(name, words.metric(found.figure), written, found.figure in PERCENT)
    points = [
        Point(each.name, cost, each.evaluation.score.metrics[found.figure])
        for each, cost in zip(found.runs, costs, strict=True)
    ]
    return two_widths(lambda width: point_chart(points, axes, width))


def _pairs(found: Comparison, words: Words) -> Section:
    return section("pairs", words, "comparison/html/pairs.html", {"pairs": pair_table(found, words)})


def _headlines(found: Comparison, words: Words) -> Section:
    tables = headline_tables(found, words)
    return section("headlines", words, "comparison/html/headlines.html", {"tables": tables})


def _unreadable(found: Comparison, words: Words) -> list[Section]:
    """Pictures that no model was scored on; no section where there is none."""
    broken = found.runs[0].evaluation.broken
    heads = [words(f"quarantine.{head}") for head in ("source", "code", "message")]
    rows = (
        (cell(x.sample.source), cell(x.failure.code), cell(told(x.failure.message, words.lang)))
        for x in broken
    )
    context = {"kind": "unreadable", "rows": table(heads, rows)}
    return [section("unreadable", words, "check/html/listed.html", context)] if broken else []
