"""Copies, group by group: leaks, contradictions, duplicates, mirrored ones."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.check.finding import Finding
from huoyan.report.check.boxes.marked import exhibits, of_finding
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.check.view import View, how_many
from huoyan.report.shell.section import Section, section

# How many groups are shown at once, and how many more on demand; pictures of one group.
SETS, IN_SET = 12, 4


@dataclass(frozen=True, slots=True)
class CopySet:
    """Pictures that belong together; `rest`: how many more there are."""

    exhibits: list[Exhibit]
    rest: int

    @property
    def mixed(self) -> str:
        """CSS classes: whether the parts differ, and the labels."""
        differs = len({each.split for each in self.exhibits}) > 1
        disagree = len({each.label for each in self.exhibits}) > 1
        return " differs" * differs + " disagree" * disagree


def copies(view: View, kind: str) -> Section:
    findings, words = view.check.of(kind), view.words
    groups = [
        CopySet(_exhibits(each, view), max(0, len(each.paths) - IN_SET)) for each in findings[: 2 * SETS]
    ]
    read = [words(_read(view, kind)), how_many(len(groups), len(findings), words)]
    context = {"read": words.joined(filter(None, read)), "groups": groups, "shown": SETS}
    return section(kind, words, "check/html/copies.html", context)


def _read(view: View, kind: str) -> str:
    """The phrase that says what a reader is to make of copies of this kind."""
    if kind == "contradiction" and view.check.boxes is not None:
        return "contradiction.read_boxes"
    if kind == "near-duplicate" and view.check.clips is not None:  # training does not compare frames of clips
        return "near-duplicate.read_clips"
    return f"{kind}.read"


def _exhibits(finding: Finding, view: View) -> list[Exhibit]:
    """Where copies have different boxes, these are meant and the others dashed."""
    if "boxes" in finding.detail:
        return exhibits(of_finding(finding, view.dataset, IN_SET), view.dataset.classes, near=False)
    return view.shelf.exhibits(finding.paths[:IN_SET])
