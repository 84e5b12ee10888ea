"""What was found of boxes: for each reason a sentence, and the pictures with the boxes that are meant."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.check.finding import Finding
from huoyan.report.check.boxes.marked import exhibits, of_finding
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.check.view import View, how_many
from huoyan.report.shell.section import Section, section
from huoyan.words import told

SHOWN = 12  # pictures of one reason at once, and as many more on demand


@dataclass(frozen=True, slots=True)
class Reason:
    """Boxes that were found for one reason; `total`: how many pictures have one."""

    title: str
    said: str
    exhibits: list[Exhibit]
    rest: str


def box_findings(view: View, kind: str) -> Section:
    context = {"reasons": [_reason(each, view) for each in view.check.of(kind)], "shown": SHOWN}
    return section(kind, view.words, "check/boxes/html/findings.html", {"kind": kind, **context})


def _reason(finding: Finding, view: View) -> Reason:
    shown = exhibits(of_finding(finding, view.dataset, 2 * SHOWN), view.dataset.classes, near=True)
    why = finding.detail.get("why")
    return Reason(
        view.words(f"{finding.kind}.{why}") if why else finding.detail.get("label", ""),
        str(told(finding.message, view.words.lang)),
        shown,
        how_many(len(shown), len(finding.paths), view.words),
    )
