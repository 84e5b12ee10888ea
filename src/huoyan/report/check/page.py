"""check.html: what is wrong with a data set, pictures first. One file; no request leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from huoyan.data.check.finding import FINDING_KINDS, Check
from huoyan.data.dataset import Dataset
from huoyan.report.check.balance import balance
from huoyan.report.check.board import board, tiles, verdict
from huoyan.report.check.boxes.findings import box_findings
from huoyan.report.check.boxes.overview import boxes
from huoyan.report.check.clips import clips
from huoyan.report.check.copies import IN_SET, SETS, copies
from huoyan.report.check.lists import made, next_steps, passed_over, unreadable
from huoyan.report.check.odd import ODD, odd
from huoyan.report.check.pictures import Shelf
from huoyan.report.check.shortcuts import STRIP, shortcuts
from huoyan.report.check.suspects import SUSPECTS, suspects
from huoyan.report.check.view import BOXES, COPIES, View, others
from huoyan.report.shell.numbers import duration, moment
from huoyan.report.shell.page import Head, whole_page, write_page
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.words import Lang, spoken_of

SIDE = 160  # pixels of a picture's longer side
# By kind of finding, which is the anchor too; the classes share the section "balance".
SECTIONS: Mapping[str, Callable[[View], Section]] = {
    "unreadable": unreadable,
    "made-picture": made,
    **{kind: partial(copies, kind=kind) for kind in COPIES},
    "label": suspects,
    **{kind: partial(box_findings, kind=kind) for kind in BOXES},
    "shortcut": shortcuts,
    "passed-over": passed_over,
}


def write_check(
    check: Check,
    dataset: Dataset,
    path: str | Path,
    lang: Lang = "en",
    *,
    data: str | None = None,
    flags: Sequence[str] = (),
) -> Path:
    """Writes the page and returns its path. ArtifactError where the file cannot be written.

    data: what to call the data in the commands that the page names (default: the data set's name); flags:
    what must be said of it there for it to be read alike.
    """
    return write_page(render(check, dataset, lang, data=data, flags=flags), path, "page.check_not_written")


def render(
    check: Check,
    dataset: Dataset,
    lang: Lang = "en",
    *,
    data: str | None = None,
    flags: Sequence[str] = (),
) -> str:
    """The page as text."""
    shelf = Shelf(dataset, SIDE)
    shelf.fetch(_wanted(check, dataset))
    with spoken_of(dataset.medium):
        return _rendered(View(check, dataset, shelf, Words(lang), data or dataset.name, tuple(flags)))


def _rendered(view: View) -> str:
    found, words = tiles(view), view.words
    head = Head(
        words("check.page"),
        view.check.dataset,
        words("check.skip"),
        [verdict(found, words)],
        _facts(view),
        board(view, found),
        moment(datetime.now().astimezone().isoformat(timespec="minutes")),
        ("check/check.css",),
    )
    return whole_page(head, _sections(view), words)


def _sections(view: View) -> list[Section]:
    found = [SECTIONS[kind](view) for kind in FINDING_KINDS if kind in SECTIONS and view.check.of(kind)]
    classes = [boxes(view)] if view.check.boxes is not None else []
    classes += [clips(view)] if view.check.clips is not None else []
    classes += [balance(view)] if view.dataset.of_classes else []
    return [*found, *classes, *([odd(view)] if view.check.of("odd") else []), next_steps(view)]


def _facts(view: View) -> list[tuple[str, str]]:
    words, check = view.words, view.check
    classes = [(words("check.classes"), f"{len(check.classes):,}")] if view.dataset.of_classes else []
    held = [(words("check.boxes"), f"{check.boxes.total:,}")] if check.boxes is not None else []
    return [
        (words("check.pictures" if check.clips is None else "check.clips"), f"{check.n:,}"),
        *classes,
        *held,
        (words("check.parts"), words.listed(f"{view.part(name)} {n:,}" for name, n in check.splits.items())),
        (words("check.time"), duration(sum(check.seconds.values()), words)),
    ]


def _wanted(check: Check, dataset: Dataset) -> Iterable[str]:
    """Every source that the page will show, so that all are read at once."""
    for kind in COPIES:
        for finding in check.of(kind)[: 2 * SETS]:
            yield from finding.paths[:IN_SET]
    for finding in check.of("label")[: 2 * SUSPECTS]:
        yield from finding.paths
    for finding in check.of("odd"):
        yield from finding.paths[:ODD]
    for finding in check.of("shortcut"):
        yield from (*finding.paths[:STRIP], *others(finding, dataset, STRIP))
