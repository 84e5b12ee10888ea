"""The top of the check page: a tile for each kind that was found, and the verdict in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huoyan.data.check.finding import FINDING_KINDS, Check, Finding, Severity
from huoyan.data.dataset import Dataset
from huoyan.report.check.boxes.marked import exhibits, of_finding
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.check.view import BOXES, CLASSES, COPIES, View, others
from huoyan.report.shell.fill import filled
from huoyan.report.shell.words import Words

if TYPE_CHECKING:
    from markupsafe import Markup

NAMED = 4  # kinds in the first sentence
SLOW = {"label": "labels", "shortcut": "shortcuts"}
NOT_ALWAYS = {"alike": "alike", "unlabelled": "unlabelled"}  # looked for where it can be, and not missed
OF_PICTURES = ("mirrored", "alike")  # not looked for in clips: to mirror one is to make another
RANKS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Tile:
    """A kind of finding on the board; `anchor`: the section that shows it."""

    title: str
    anchor: str
    count: int
    severity: Severity
    exhibits: list[Exhibit]


def tiles(view: View) -> list[Tile]:
    """The worst first, with the pictures of the first finding."""
    found = []
    for kind in FINDING_KINDS:
        if findings := view.check.of(kind):
            worst = min((each.severity for each in findings), key=RANKS.index)
            anchor = "balance" if kind in CLASSES else kind
            faces = _shown(findings, view)
            title, number = view.words(f"{kind}.title"), _number(kind, findings, view.check)
            found.append(Tile(title, anchor, number, worst, faces))
    return sorted(found, key=lambda tile: RANKS.index(tile.severity))


def board(view: View, found: Sequence[Tile]) -> Markup:
    """The tiles, then what was not found and what was not looked for; of numbers nothing about classes is."""
    words, check = view.words, view.check
    asked = [kind for kind in FINDING_KINDS if _is_asked(kind, view.dataset)]
    fine = [kind for kind in asked if not check.of(kind) and _looked_for(kind, check)]
    unseen = [kind for kind in asked if kind in SLOW and not _looked_for(kind, check)]
    context = {
        "words": words,
        "tiles": found,
        "fine": [words(f"{kind}.title") for kind in fine],
        "unseen": [words(f"{kind}.title") for kind in unseen],
    }
    return filled("check/html/board.html", context)


def verdict(found: Sequence[Tile], words: Words) -> str:
    def named(kept: Iterable[Tile]) -> str:
        return words.listed(_lower(tile.title, words) for tile in kept)

    trouble = [tile for tile in found if tile.severity != "note"]
    if len(trouble) > NAMED:
        return words("check.much", kinds=named(trouble[:NAMED]), n=len(trouble) - NAMED)
    if trouble:
        return words("check.trouble", kinds=named(trouble))
    return words("check.only_notes") if found else words("check.clean")


def _is_asked(kind: str, dataset: Dataset) -> bool:
    """Whether it is looked for in data of this kind at all."""
    if kind in BOXES:
        return dataset.kind == "boxes"
    if dataset.medium == "clips" and kind in (*SLOW, *OF_PICTURES):
        return False
    if kind in SLOW:
        return dataset.of_classes and dataset.kind != "boxes"
    return dataset.of_classes or kind not in CLASSES


def _looked_for(kind: str, check: Check) -> bool:
    step = {**SLOW, **NOT_ALWAYS}.get(kind)
    return step is None or step in check.seconds


def _number(kind: str, findings: Sequence[Finding], check: Check) -> int:
    """Boxes, pictures or files where a finding holds many of them, else findings."""
    if kind == "passed-over":
        return check.passed.n + check.passed.shut.total()
    if kind in BOXES and kind != "no-box":
        marked = sum(len(each.detail["boxes"]) for each in findings)
        return marked // 2 if kind == "doubled-box" else marked
    return (
        sum(len(each.paths) for each in findings)
        if kind in ("made-picture", "odd", "no-box")
        else len(findings)
    )


def _shown(findings: Sequence[Finding], view: View) -> list[Exhibit]:
    """Of findings about boxes what is about them."""
    if "boxes" in findings[0].detail:
        near = findings[0].kind in BOXES
        return exhibits(of_finding(findings[0], view.dataset, 2), view.dataset.classes, near=near)
    return view.shelf.exhibits(_faces(findings, view.dataset))


def _faces(findings: Sequence[Finding], dataset: Dataset) -> list[str]:
    """Sources of the two pictures that stand for a kind."""
    first = findings[0]
    if first.kind in COPIES:
        # Of a larger group two need not be alike to the eye: mirrored ones come beside their copies.
        pair = next((each for each in findings if len(each.paths) == 2), first)
        return list(pair.paths[:2])
    if first.kind == "shortcut":
        return [*first.paths[:1], *others(first, dataset, 1)]
    if first.kind in CLASSES:
        return _of_classes(dataset, _named(first))
    paths = [path for each in findings for path in each.paths[:1]]
    return (paths if len(paths) > 1 else list(first.paths))[:2]


def _named(finding: Finding) -> list[str]:
    """The two classes that a finding about classes is most about."""
    detail = finding.detail
    if finding.kind == "imbalance":
        return [detail["largest"][0], detail["smallest"][0]]
    if finding.kind == "split-shares":
        return [name for name, *_ in detail["worst"]][:2]
    return list(detail["classes"])[:2]


def _of_classes(dataset: Dataset, names: Sequence[str]) -> list[str]:
    """The source of the first picture of each of these classes."""
    first: dict[int, str] = {}
    for sample in dataset.samples:
        for label in sample.labels:
            first.setdefault(label, sample.source)
    wanted = [dataset.classes.index(name) for name in names]
    return [first[label] for label in wanted if label in first]


def _lower(title: str, words: Words) -> str:
    return title[:1].lower() + title[1:] if words.lang == "en" else title
