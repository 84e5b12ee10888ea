"""How many boxes there are: of each class, and pictures that have none."""

from __future__ import annotations

from collections.abc import Iterator

from huoyan.data.check.boxes.box_rows import boxes_of_classes
from huoyan.data.check.finding import Finding, Severity
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.words import Message, counted

# Boxes of the largest over those of the smallest class. A detector learns from places, of which nearly all
# are background anyway: it bears more than a classifier.
UNEVEN, VERY_UNEVEN = 10.0, 100.0


def boxes_of_parts(dataset: Dataset) -> dict[str, list[int]]:
    """Boxes a class of each part that has pictures; "all" where the data is not split."""
    parts = {sample.split for sample in dataset.samples}
    wanted: list[Split | None] = [part for part in (*SPLITS, None) if part in parts]
    return {part or "all": [*boxes_of_classes(_part(dataset, part)).values()] for part in wanted}


def _part(dataset: Dataset, part: Split | None) -> Dataset:
    return dataset.keep(lambda sample: sample.split == part)


def uneven_boxes(dataset: Dataset) -> Iterator[Finding]:
    """A finding of the kind imbalance."""
    split = any(sample.split == "train" for sample in dataset.samples)
    learnt = dataset.split("train") if split else dataset
    counts = {name: n for name, n in boxes_of_classes(learnt).items() if n}
    if len(counts) < 2:
        return
    most, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    ratio = counts[most] / counts[least]
    if ratio < UNEVEN:
        return
    n, m = counts[most], counts[least]
    yield Finding(
        "imbalance",
        "warning" if ratio >= VERY_UNEVEN else "note",
        Message("finding.imbalance_boxes", most=most, least=least, ratio=ratio, n=n, m=m),
        detail={
            "part": "train" if split else "all",
            "of": "boxes",
            "ratio": round(ratio, 2),
            "largest": [most, n],
            "smallest": [least, m],
        },
    )


def without_boxes(dataset: Dataset) -> Iterator[Finding]:
    """A finding of the kind no-box: an error where no picture has one."""
    empty = [sample for sample in dataset.samples if not sample.truth.by_index()]
    if not empty:
        return
    none = len(empty) == len(dataset)
    severity: Severity = "error" if none else "note"
    said = Message(
        "finding.no_boxes" if none else "finding.no_box",
        pictures=counted(len(empty), "picture has"),
        share=len(empty) / len(dataset),
    )
    yield Finding("no-box", severity, said, tuple(sample.source for sample in empty))
