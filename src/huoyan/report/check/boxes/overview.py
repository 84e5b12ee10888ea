"""All boxes: how many each class has, how large they are, and examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.data.check.boxes.box_counts import boxes_of_parts
from huoyan.data.check.boxes.sizes import CELL, SHOWN_AT
from huoyan.data.check.boxes.summary import BoxSummary
from huoyan.images.draw_boxes import colour_of
from huoyan.report.charts.box_sizes import BoxSizes, box_size_chart
from huoyan.report.charts.classes import count_chart
from huoyan.report.charts.parts.two_widths import two_widths
from huoyan.report.check.boxes.examples import examples
from huoyan.report.check.view import View, how_many
from huoyan.report.shell.section import Section, section

ROWS = 12  # classes whose examples are shown at once


def boxes(view: View) -> Section:
    words, dataset = view.words, view.dataset
    counts = boxes_of_parts(dataset)
    names = {split: view.part(split) for split in counts}
    summary = view.check.boxes
    assert summary is not None, "of data with boxes"
    sizes, marks = (
        _sizes(summary, dataset.classes),
        [(CELL / SHOWN_AT, words("boxes.cell", cell=CELL, side=SHOWN_AT))],
    )
    axes = words("boxes.width"), words("boxes.height")
    shown = examples(dataset)
    kinds = sum(1 for n in summary.counts.values() if n)
    context = {
        "read": words("boxes.read", boxes=f"{summary.total:,}", middle=_middle(view)),
        "counts": two_widths(lambda width: count_chart(counts, dataset.classes, names, width)),
        "sizes": two_widths(lambda width: box_size_chart(sizes, *axes, marks, width)),
        "examples": shown,
        "rows": ROWS,
        "count": max((len(each.thumbs) for each in shown), default=1),
        "left_out": how_many(len(shown), kinds, words),
    }
    return section("boxes", words, "check/boxes/html/overview.html", context)


def _middle(view: View) -> str:
    """The median number of boxes of a picture."""
    return f"{np.median([len(truth.by_index()) for truth in view.dataset.truths]):g}"


def _sizes(summary: BoxSummary, classes: Sequence[str]) -> BoxSizes:
    colours = [f"rgb({','.join(map(str, colour_of(at)))})" for at in range(len(classes))]
    return BoxSizes(summary.width, summary.height, summary.index, classes, colours)
