"""All that is found of the boxes of a data set, and their summary."""

from __future__ import annotations

from huoyan.data.check.boxes.box_counts import uneven_boxes, without_boxes
from huoyan.data.check.boxes.box_rows import BoxRows
from huoyan.data.check.boxes.differing_copies import differing_copies
from huoyan.data.check.boxes.doubled import doubled_boxes
from huoyan.data.check.boxes.places import outside_boxes
from huoyan.data.check.boxes.sizes import odd_boxes
from huoyan.data.check.copies.duplicates import Matches
from huoyan.data.check.finding import Finding
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import Dataset


def box_findings(dataset: Dataset, seen: Glance, boxes: BoxRows, matches: Matches) -> list[Finding]:
    """Findings of the kinds contradiction, outside-box, doubled-box, odd-box, no-box and imbalance.

    Of all but the first no picture is looked at.
    """
    parts = (
        differing_copies(dataset, seen, boxes, matches),
        outside_boxes(dataset, boxes),
        doubled_boxes(dataset, boxes),
        odd_boxes(dataset, boxes),
        without_boxes(dataset),
        uneven_boxes(dataset),
    )
    return [finding for part in parts for finding in part]
