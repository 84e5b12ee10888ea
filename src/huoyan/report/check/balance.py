"""The classes: how many pictures each has, and what was found about that."""

from __future__ import annotations

from huoyan.data.check.labels.balance import class_counts
from huoyan.report.charts.classes import count_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.check.sentences import says
from huoyan.report.check.view import CLASSES, View
from huoyan.report.shell.section import Section, section


def balance(view: View) -> Section:
    words, classes = view.words, view.dataset.classes
    counts = {split: found.tolist() for split, found in class_counts(view.dataset).items()}
    names = {split: view.part(split) for split in counts}
    context = {
        "chart": two_widths(lambda width: count_chart(counts, classes, names, width)),
        "told": [
            (words(f"{kind}.title"), [says(each, words) for each in found])
            for kind in CLASSES
            if (found := view.check.of(kind))
        ],
    }
    return section("balance", words, "check/html/balance.html", context)
