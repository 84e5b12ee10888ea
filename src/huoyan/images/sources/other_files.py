"""What a folder holds beside the pictures that are read from it, counted by kind and told in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from huoyan.images.sources.file_names import UNREAD_PICTURES, ending
from huoyan.words import Listed, Message, counted

# Kinds that a sentence names, the most frequent first, and folders of one kind.
KINDS, FOLDERS = 8, 3
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Files that are not taken for pictures, and pictures in folders that are not entered.

    others: files by kind and place. A kind is the ending, "" without one, or "hidden"; a place is a class
    folder, "" where there is none. shut: pictures by the name of the hidden, system or thumbnail folder.
    """

    others: Counter[tuple[str, str]] = field(default_factory=Counter, hash=False)
    shut: Counter[str] = field(default_factory=Counter, hash=False)

    def __add__(self, other: PassedOver) -> PassedOver:
        return PassedOver(self.others + other.others, self.shut + other.shut)

    def __bool__(self) -> bool:
        return bool(self.others or self.shut)

    def without(self, names: Iterable[str]) -> PassedOver:
        """The same less files that lie outside of class folders and were read for what they tell."""
        told = Counter((ending(name), "") for name in names)
        return PassedOver(self.others - told, self.shut)

    def at(self, place: str) -> PassedOver:
        """The same, all of it in one class folder."""
        moved = Counter[tuple[str, str]]()
        for (kind, _), n in self.others.items():
            moved[kind, place] += n
        return PassedOver(moved, self.shut)

    @property
    def n(self) -> int:
        """Other files, without what shut folders hold."""
        return self.others.total()

    def kinds(self) -> dict[str, int]:
        """Files of each kind, the most frequent first."""
        total = Counter[str]()
        for (kind, _), n in self.others.items():
            total[kind] += n
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    @property
    def loses_pictures(self) -> bool:
        """Whether files are among them whose ending is that of a picture."""
        return any(kind in UNREAD_PICTURES for kind in self.kinds())

    def sentences(self) -> Iterator[Message]:
        """What was passed over, and what to do where it is a pity."""
        if self.others:
            yield Message(
                "passed.others", files=counted(self.n, "other file"), kinds=listed(self._kinds_and_places())
            )
        if self.loses_pictures:
            lost = [kind for kind in self.kinds() if kind in UNREAD_PICTURES]
            these = "kind" if len(lost) == 1 else "kinds"
            yield Message(f"passed.not_read_{these}", kinds=listed(lost))
        if self.shut:
            pictures = counted(self.shut.total(), "picture")
            folders = listed(Message("passed.n_in", n=n, place=name) for name, n in _by_number(self.shut))
            yield Message("passed.shut", pictures=pictures, folders=folders)

    def _kinds_and_places(self) -> Iterator[Message]:
        for kind, n in self.kinds().items():
            places = {place: found for (of, place), found in self.others.items() if of == kind and place}
            yield of_kind(n, kind, _places(places))

    def to_json(self) -> dict[str, Any]:
        return {"n": self.n, "kinds": self.kinds(), "shut_folders": dict(_by_number(self.shut))}


def of_kind(n: int, kind: str, places: str = "") -> Message:
    """So many files of a kind, as a sentence names it."""
    if kind == HIDDEN:
        return Message("passed.kind_hidden", n=n, places=places)
    return Message("passed.kind" if kind else "passed.kind_without", n=n, kind=kind, places=places)


def _places(places: dict[str, int]) -> str:
    if not places:
        return ""
    if len(places) > FOLDERS:
        return Message("passed.in_many", n=len(places))
    if len(places) == 1:
        return Message("passed.in_one", place=next(iter(places)))
    each = [Message("passed.n_in", n=n, place=place) for place, n in places.items()]
    return Message("passed.in_some", places=Listed(each))


def _by_number(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def listed(named: Iterable[str]) -> Listed | Message:
    """The first few kinds, and how many more there are."""
    texts = list(named)
    first, rest = Listed(texts[:KINDS], KINDS), len(texts) - KINDS
    if rest <= 0:
        return first
    return Message("passed.kinds_more", kinds=first, more=counted(rest, "more kind"))
