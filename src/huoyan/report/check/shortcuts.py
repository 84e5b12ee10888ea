"""Properties that tell the label without a look at what the picture shows."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.check.finding import Finding, Severity
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.check.sentences import typical
from huoyan.report.check.view import View, others
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.words import Words
from huoyan.results import Estimate

STRIP = 6  # pictures of the class that is given away, and of others


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A property that gives `label` away; accuracy: of naming all pictures by it; chance: of guessing."""

    title: str
    severity: Severity
    accuracy: Estimate
    chance: float
    label: str
    sentences: str
    own: list[Exhibit]
    others: list[Exhibit]


def shortcuts(view: View) -> Section:
    found = [_shortcut(each, view) for each in view.check.of("shortcut")]
    return section("shortcut", view.words, "check/html/shortcuts.html", {"shortcuts": found})


def _shortcut(finding: Finding, view: View) -> Shortcut:
    detail, words, shelf = finding.detail, view.words, view.shelf
    label = detail["given_away"][0]["class"]
    return Shortcut(
        words(f"property.{detail['property']}"),
        finding.severity,
        Estimate(**detail["accuracy"]),
        detail["chance"],
        label,
        _sentences(finding, label, words),
        shelf.exhibits(finding.paths[:STRIP]),
        shelf.exhibits(others(finding, view.dataset, STRIP)),
    )


def _sentences(finding: Finding, label: str, words: Words) -> str:
    told, values = [words("shortcut.given", label=label)], typical(finding, words)
    if values is not None:
        told.append(words("shortcut.typical", label=label, here=values[0], there=values[1]))
    told.append(words("shortcut.content" if finding.detail["content"] else "shortcut.mask"))
    return words.joined(told)
