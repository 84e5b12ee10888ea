"""Pictures whose labels are probably wrong."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.check.finding import Check
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.check.view import View, how_many
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words

SUSPECTS = 24  # shown at once, and as many more on demand


@dataclass(frozen=True, slots=True)
class Suspect:
    """A picture whose label is doubted; certainty: of the suggested one, 0..1."""

    exhibit: Exhibit
    given: str
    suggested: str
    certainty: float


def suspects(view: View) -> Section:
    findings, words = view.check.of("label"), view.words
    found = [
        Suspect(
            view.shelf.exhibits(each.paths)[0],
            each.detail["given"],
            each.detail["suggested"],
            each.detail["certainty"],
        )
        for each in findings[: 2 * SUSPECTS]
    ]
    read = [
        words("label.read"),
        _basis(view.check, words),
        words("label.agreement", share=f"{findings[0].detail['agreement']['value']:.0%}"),
        how_many(len(found), len(findings), words),
    ]
    context = {"read": words.joined(filter(None, read)), "suspects": found, "shown": SUSPECTS}
    return section("label", words, "check/html/suspects.html", context)


def _basis(check: Check, words: Words) -> str:
    """By what wrong labels were looked for, and why not by the backbone that was given."""
    if check.backing is None:
        return words("label.by_looks")
    if check.backing.labels:
        return words("label.by_backbone", name=check.backing.name)
    return words("label.not_by_backbone", name=check.backing.name, n=f"{check.backing.seen:,}")
