"""What a model got wrong, in pictures."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.report.record import Mistake, RunRecord
from huoyan.report.shell.caption import Caption
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.thumbs import Thumb, thumb
from huoyan.report.shell.words import Words

SIDE, STRIP = 160, 480  # pixels, and of a strip of frames
SHOWN = 24


@dataclass(frozen=True, slots=True)
class Shot:
    """A mistake as the page shows it."""

    thumb: Thumb
    truth: str
    answer: str
    certainty: float
    source: Caption


def mistakes(record: RunRecord, words: Words) -> Section:
    found, score = shots(record, words), record.evidence.score
    strips = [words("mistakes.strips")] if words.of_clips else []
    counted = words("mistakes.count", shown=len(found), n=f"{score.wrong:,}")
    context = {
        "strips": words.of_clips,
        "read": words.joined([words("mistakes.read"), *strips, counted]),
        "shots": found,
        "wrong": score.wrong,
        "n": score.n,
    }
    return section("mistakes", words, "sections/html/mistakes.html", context)


def shots(record: RunRecord, words: Words) -> list[Shot]:
    """The mistakes that the page has room for."""
    return [_shot(each, words) for each in record.mistakes[:SHOWN]]


def _shot(each: Mistake, words: Words) -> Shot:
    none = words("label.none")
    return Shot(
        thumb(each.picture, STRIP if words.of_clips else SIDE),
        each.truth or none,
        each.answer or none,
        each.certainty,
        Caption(each.source),
    )
