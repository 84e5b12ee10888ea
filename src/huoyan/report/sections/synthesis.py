"""Whether made pictures help: every way to help side by side, and what was made."""

from __future__ import annotations

from huoyan.report.charts.differences import DotRow, difference_chart
from huoyan.report.charts.parts.two_widths import TwoWidths, two_widths
from huoyan.report.record import RunRecord, ShownClass
from huoyan.report.shell.numbers import figure
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.thumbs import thumb
from huoyan.report.shell.words import Words
from huoyan.results import Estimate
from huoyan.runs.trial.outcome import Outcome
from huoyan.runs.trial.verdict import FIGURES, GAN
from huoyan.words import told

SIDE = 96


def synthesis(record: RunRecord, words: Words) -> list[Section]:
    """None where the run did not measure it."""
    shown = record.synthesis
    if shown is None:
        return []
    outcome = shown.outcome
    named = ", ".join(f"{name} {n:,}" for name, n in outcome.short.items())
    context = {
        "verdict": told(shown.verdict, words.lang),
        "read": [
            words("synthesis.short", classes=named),
            words("synthesis.how", pairs=outcome.pairs, model=outcome.model),
        ],
        "arms": _arms(outcome, words) if outcome.figures else None,
        "charts": [_chart(outcome, name, words) for name in FIGURES] if outcome.differences else [],
        "short": _short(outcome, words) if outcome.recalls else None,
        "pictures": [_pictures(each) for each in shown.pictures],
        "page": shown.page,
    }
    return [section("synthesis", words, "sections/html/synthesis.html", context)]


def _arms(outcome: Outcome, words: Words) -> Table:
    heads = ["arm", *FIGURES, *(f"by_{name}" for name in FIGURES)]
    rows = []
    for arm, figures in outcome.figures.items():
        apart = outcome.differences.get(arm, {})
        rows.append(
            (
                cell(words(f"trial.arm_{arm}")),
                *(_share(figures[name]) for name in FIGURES),
                *(_points(apart.get(name)) for name in FIGURES),
            )
        )
    return table([words(f"synthesis.{head}") for head in heads], rows)


def _short(outcome: Outcome, words: Words) -> Table:
    heads = [words("synthesis.arm"), *outcome.short]
    rows = (
        (cell(words(f"trial.arm_{arm}")), *(_share(row.get(name)) for name in outcome.short))
        for arm, row in outcome.recalls.items()
    )
    return table(heads, rows)


def _share(found: Estimate | None) -> Cell:
    if found is None:
        return Cell("–", -1.0, True)
    value, low, high = (figure("recall", each) for each in (found.value, found.low, found.high))
    return cell(found.value, f"{value} [{low} – {high}]")


def _points(found: Estimate | None) -> Cell:
    if found is None:
        return Cell("–", -1.0, True)
    value, low, high = (f"{100 * each:+.1f}" for each in (found.value, found.low, found.high))
    return cell(found.value, f"{value} [{low} – {high}]")


def _chart(outcome: Outcome, name: str, words: Words) -> tuple[str, TwoWidths]:
    scored = {(score.pair, score.arm): score.figure(name) for score in outcome.scores}
    pairs = sorted({pair for pair, _ in scored})
    rows = [
        DotRow(
            words(f"trial.arm_{arm}"),
            [
                (words("synthesis.division", n=pair + 1), scored[pair, GAN] - scored[pair, arm])
                for pair in pairs
            ],
            row[name],
        )
        for arm, row in outcome.differences.items()
    ]
    label = words(f"synthesis.{name}")
    return label, two_widths(lambda width: difference_chart(rows, label, width))


def _pictures(each: ShownClass) -> dict[str, object]:
    return {
        "name": each.name,
        "made": [thumb(picture, SIDE) for picture in each.made],
        "real": [thumb(picture, SIDE) for picture in each.real],
    }
