"""Pictures with boxes over them, as lines that stay sharp: a kind of line for each verdict."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.report.record import RunRecord
from huoyan.report.shell.caption import Caption
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.thumbs import Thumb, thumb
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.evidence import SIDE, Mark, Marked, evidence_of


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A line around a thing, in pixels of the source, and what it says when it is pointed at."""

    verdict: str
    x: str
    y: str
    width: str
    height: str
    tip: str


@dataclass(frozen=True, slots=True)
class BoxedPicture:
    """A picture of the page; width, height: of its source; told: what is wrong in it, or what is there."""

    thumb: Thumb
    width: int
    height: int
    marks: tuple[DrawnMark, ...]
    told: str
    source: Caption


def worst(record: RunRecord, words: Words) -> Section:
    """Pictures with false alarms and missed things, the worst first."""
    found = evidence_of(record)
    shots = [boxed(each, _mistakes(each, words), words) for each in found.worst]
    read = [words("found.read"), words("found.count", shown=len(shots), n=f"{found.score.wrong:,}")]
    context = {"read": words.joined(read), "shots": shots, "n": found.score.n}
    return section("found", words, "tasks/boxes/html/worst.html", context)


def boxed(marked: Marked, told: str, words: Words) -> BoxedPicture:
    # Right ones first: what is wrong is not to lie under them.
    order = sorted(marked.marks, key=lambda mark: mark.verdict != "right")
    drawn = tuple(_drawn(mark, words) for mark in order)
    small = thumb(marked.picture, SIDE)
    return BoxedPicture(small, marked.width, marked.height, drawn, told, Caption(marked.source))


def _drawn(mark: Mark, words: Words) -> DrawnMark:
    left, top, right, bottom = mark.xyxy
    what = mark.label if mark.score is None else f"{mark.label} {mark.score:.2f}"
    tip = words("mark.tip", verdict=words(f"mark.{mark.verdict}"), what=what)
    x, y, width, height = (f"{each:.1f}" for each in (left, top, right - left, bottom - top))
    return DrawnMark(mark.verdict, x, y, width, height, tip)


def _mistakes(marked: Marked, words: Words) -> str:
    return words(
        "found.in_picture",
        wrong=marked.count("wrong"),
        missed=marked.count("missed"),
        right=marked.count("right"),
    )
