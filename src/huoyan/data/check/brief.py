"""What training says of its data in a few sentences; `huoyan check` shows the rest."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from huoyan.data.check.copies.duplicates import Matches, duplicates
from huoyan.data.check.finding import Finding
from huoyan.data.check.labels.balance import balance
from huoyan.data.check.look.glance import Glance
from huoyan.data.check.look.odd_pictures import files
from huoyan.data.dataset import Dataset
from huoyan.data.say import count, some

MOST = 3  # sentences; the first are the gravest
NAMES = 3


def brief_of_pictures(data: Dataset, seen: Glance, matches: Matches) -> list[str]:
    """Sentences about single pictures, of what was seen of all of them when copies were looked for.

    What cannot be read, leaks and copies have sentences of their own in training.
    """
    odd = files(data, seen)
    return [*_contradictions(duplicates(data, matches)), *_frames(odd), *_blank(odd)]


def brief_of_classes(data: Dataset) -> list[str]:
    """Sentences about the classes of divided data; costs no look at a picture.

    Classes of unequal size, names that look alike and classes with a single picture are said elsewhere.
    """
    findings = balance(data)
    single = {name for name, n in data.counts().items() if n == 1}
    return [*_few(findings, single), *_shares(findings)]


def with_pointer(sentences: Sequence[str], data: str) -> list[str]:
    """At most `MOST` of them, then the command that shows more; data: as the user calls it."""
    if not sentences:
        return []
    return [*sentences[:MOST], f"note: to see which: huoyan check {shlex.quote(data)} --out check.html"]


def _contradictions(findings: Sequence[Finding]) -> Iterator[str]:
    found = [each for each in findings if each.kind == "contradiction"]
    same = sum(len(each.paths) for each in found if each.detail["how"] == "duplicate")
    nearly = sum(len(each.paths) for each in found if each.detail["how"] == "near-duplicate")
    if same:
        yield f"{same:,} pictures are the same as others with another label: one of each at most is right."
    if nearly:
        yield (
            f"{nearly:,} pictures are nearly the same as others with another label: one of each at most is "
            "right."
        )


def _blank(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        if each.detail.get("odd") == "blank":
            yield f"{count(len(each.paths), 'picture')} of one even colour: nothing to learn from."


def _frames(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        if each.detail.get("odd") == "animated":
            yield (
                f"{count(len(each.paths), 'picture')} of several frames or pages: only the first of each is "
                "taken."
            )


def _few(findings: Sequence[Finding], single: set[str]) -> Iterator[str]:
    for each in findings:
        named = {name: n for name, n in each.detail.get("classes", {}).items() if name not in single}
        if each.kind != "too-few" or not named:
            continue
        classes, part = count(len(named), "class"), each.detail["part"]
        names = some((f"{name!r} ({n})" if n else repr(name) for name, n in named.items()), NAMES)
        match each.detail["reason"]:
            case "learn":
                yield f"{classes} with fewer than 10 training pictures: {names}."
            case "unscored":
                yield f"{classes} without a picture in {part}, not to be scored: {names}."
            case "score":
                yield f"{classes} with fewer than 10 pictures in {part}, scored roughly: {names}."


def _shares(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        if each.kind == "split-shares":
            first, part = each.detail["parts"]
            name, a, b = each.detail["worst"][0]
            yield f"the classes are shared otherwise in {part} than in {first}: {name!r} {b:.0%} and {a:.0%}."
