"""What every section of the check page is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.data.check.finding import Check, Finding
from huoyan.data.dataset import Dataset
from huoyan.report.check.pictures import Shelf
from huoyan.report.shell.words import Words

# Copies that are shown as groups of pictures, findings about boxes, and those about classes, which share a
# section.
COPIES = ("leak", "contradiction", "duplicate", "near-duplicate", "mirrored", "alike")
BOXES = ("outside-box", "doubled-box", "unlabelled", "odd-box", "no-box")
CLASSES = ("imbalance", "too-few", "split-shares", "class-names")


@dataclass(frozen=True, slots=True)
class View:
    """The findings, the data set that they are about, and its pictures.

    data: its name in commands; flags: what these say of it.
    """

    check: Check
    dataset: Dataset
    shelf: Shelf
    words: Words
    data: str
    flags: tuple[str, ...] = ()

    def part(self, name: str) -> str:
        """The word for a part of the data; "none" and "all" stand for data without parts."""
        return self.words("check.unsplit") if name in ("none", "all") else self.words.split(name)


def how_many(shown: int, total: int, words: Words) -> str:
    """Of how many only some are shown; empty where all are."""
    return words("check.shown", shown=shown, n=f"{total:,}") if total > shown else ""


def others(finding: Finding, dataset: Dataset, n: int) -> Sequence[str]:
    """Sources of other classes than the one that a shortcut gives away, spread evenly over the data set."""
    label = dataset.classes.index(finding.detail["given_away"][0]["class"])
    rest = [sample.source for sample in dataset.samples if label not in sample.labels]
    return [rest[(2 * at + 1) * len(rest) // (2 * n)] for at in range(n)] if rest else []
