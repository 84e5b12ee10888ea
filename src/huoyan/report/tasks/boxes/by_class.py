"""Class by class: how well its things are found, with the curve of precision over recall."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from huoyan.report.charts.ranking import Curve, CurveNames, curve_chart
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Cell, Table, cell, table
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.evidence import BoxEvidence

SHARES = ("precision", "recall")
FIGURES = ("ap", "ap50", *SHARES)


def by_class(found: BoxEvidence, words: Words) -> Section:
    from markupsafe import Markup

    recall, precision = map(words.metric, ("recall", "precision"))
    curves = CurveNames(recall, precision, words("box_classes.mean"), words("box_classes.weakest"))
    context = {
        "figures": _figures(found, words),
        "curves": Markup(curve_chart(_curves(found), curves, rising=False)),
    }
    return section("box_classes", words, "tasks/boxes/html/by_class.html", context)


def _figures(found: BoxEvidence, words: Words) -> Table:
    task, per_class = found.score.task, found.score.summary.per_class
    rows = (
        (
            cell(name),
            cell(int(row.get("things", 0))),
            _average(row),
            _number(row.get("ap50", math.nan)),
            *(_share(row.get(name, math.nan)) for name in SHARES),
            cell(float(least), f"{least:.2f}"),
        )
        for (name, row), least in zip(per_class.items(), task.least, strict=True)
    )
    heads = [words("classes.name"), words("box_classes.things"), *map(words.metric, FIGURES)]
    return table([*heads, words("box_classes.threshold")], rows)


def _average(row: Mapping[str, float | int]) -> Cell:
    """With its interval."""
    if "ap_low" not in row:
        return _number(math.nan)
    return cell(float(row["ap"]), f"{row['ap']:.3f} ({row['ap_low']:.3f} – {row['ap_high']:.3f})")


def _number(value: float) -> Cell:
    return cell(value, f"{value:.3f}" if math.isfinite(value) else "–")


def _share(value: float) -> Cell:
    return cell(value, f"{value:.1%}" if math.isfinite(value) else "–")


def _curves(found: BoxEvidence) -> list[Curve]:
    """At an overlap of a half; each ends where nothing more is found."""
    summary = found.score.summary
    return [
        Curve(
            name,
            np.concatenate([each.recall, [each.recall[-1], 1.0]]),
            np.concatenate([each.precision, [0.0, 0.0]]),
            float(summary.per_class[name]["ap50"]),
        )
        for name, each in summary.curves.items()
        if len(each.recall)
    ]
