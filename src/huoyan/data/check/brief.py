"""What training says of its data in a few sentences; `huoyan check` shows the rest."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from huoyan.data.check.copies.duplicates import Matches, duplicates
from huoyan.data.check.finding import Finding
from huoyan.data.check.labels.balance import balance, counted_classes
from huoyan.data.check.look.glance import Glance
from huoyan.data.check.look.odd_pictures import files
from huoyan.data.dataset import Dataset
from huoyan.words import Listed, Message, Remark, counted, note, warning

MOST_SENTENCES = 3  # sentences; the first are the gravest
_NAMES = 3


def brief_of_pictures(data: Dataset, seen: Glance, matches: Matches) -> list[Remark]:
    """Sentences about single pictures, of what was seen of all of them when copies were looked for.

    What cannot be read, leaks and copies have sentences of their own in training.
    """
    odd = files(data, seen)
    return [*_contradictions(duplicates(data, matches)), *_frames(odd), *_blank(odd)]


def brief_of_classes(data: Dataset) -> list[Remark]:
    """Sentences about the classes of divided data; costs no look at a picture.

    Classes of unequal size, names that look alike and classes with a single picture are said elsewhere.
    """
    findings = balance(data)
    single = {name for name, n in data.counts().items() if n == 1}
    return [*_few(findings, single), *_shares(findings)]


def with_pointer(sentences: Sequence[Remark], data: str, flags: Sequence[str] = ()) -> list[Remark]:
    """At most `MOST_SENTENCES` of them, then the command that shows more.

    data: as the user calls it; flags: what must be said of it for it to be read alike.
    """
    if not sentences:
        return []
    return [*sentences[:MOST_SENTENCES], note("brief.pointer", data=shlex.join([data, *flags]))]


def _contradictions(findings: Sequence[Finding]) -> Iterator[Remark]:
    found = [each for each in findings if each.kind == "contradiction"]
    same = sum(len(each.paths) for each in found if each.detail["how"] == "duplicate")
    nearly = sum(len(each.paths) for each in found if each.detail["how"] == "near-duplicate")
    if same:
        yield warning("brief.same", n=same)
    if nearly:
        yield warning("brief.nearly", n=nearly)


def _blank(findings: Sequence[Finding]) -> Iterator[Remark]:
    for each in findings:
        if each.detail.get("odd") == "blank":
            yield warning("brief.blank", pictures=counted(len(each.paths), "picture"))


def _frames(findings: Sequence[Finding]) -> Iterator[Remark]:
    for each in findings:
        if each.detail.get("odd") == "animated":
            yield warning("brief.animated", pictures=counted(len(each.paths), "picture"))


def _few(findings: Sequence[Finding], single: set[str]) -> Iterator[Remark]:
    for each in findings:
        named = {name: n for name, n in each.detail.get("classes", {}).items() if name not in single}
        if each.kind != "too-few" or not named:
            continue
        classes, part = counted(len(named), "class"), Message(f"part_name.{each.detail['part']}")
        names = Listed(counted_classes(named), _NAMES)
        match each.detail["reason"]:
            case "learn":
                yield warning("brief.learn", classes=classes, names=names)
            case "unscored":
                yield warning("brief.unscored", classes=classes, part=part, names=names)
            case "score":
                yield warning("brief.score", classes=classes, part=part, names=names)


def _shares(findings: Sequence[Finding]) -> Iterator[Remark]:
    for each in findings:
        if each.kind == "split-shares":
            first, part = (Message(f"part_name.{name}") for name in each.detail["parts"])
            name, a, b = each.detail["worst"][0]
            yield warning("brief.shares", part=part, first=first, name=name, a=a, b=b)
