"""Copies, group by group: leaks, contradictions, duplicates, mirrored ones."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.report.check.pictures import Exhibit
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
        CopySet(view.shelf.exhibits(each.paths[:IN_SET]), max(0, len(each.paths) - IN_SET))
        for each in findings[: 2 * SETS]
    ]
    read = [words(f"{kind}.read"), how_many(len(groups), len(findings), words)]
    context = {"read": words.joined(filter(None, read)), "groups": groups, "shown": SETS}
    return section(kind, words, "check/html/copies.html", context)
