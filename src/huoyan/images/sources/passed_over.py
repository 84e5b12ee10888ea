"""What a folder holds beside the pictures that are read from it, counted by kind and told in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from huoyan.images.sources.file_names import UNREAD_PICTURES, ending
from huoyan.text import count

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

    def sentences(self) -> Iterator[str]:
        """What was passed over, and what to do where it is a pity."""
        if self.others:
            yield f"{count(self.n, 'other file')} passed over: {listed(self._kinds_and_places())}."
        if self.loses_pictures:
            lost = [kind for kind in self.kinds() if kind in UNREAD_PICTURES]
            such = "this kind" if len(lost) == 1 else "these kinds"
            yield (
                f"Pictures of {such} are not read here: {listed(lost)}. "
                "Convert them to JPEG, PNG or TIFF to have them used."
            )
        if self.shut:
            named = listed(f"{n:,} in {name}" for name, n in _by_number(self.shut))
            yield (
                f"{count(self.shut.total(), 'picture')} in hidden, system or thumbnail folders passed over: "
                f"{named}. Rename a folder that is meant to be read."
            )

    def _kinds_and_places(self) -> Iterator[str]:
        for kind, n in self.kinds().items():
            places = {place: found for (of, place), found in self.others.items() if of == kind and place}
            yield f"{n:,} {spoken(kind)}{_places(places)}"

    def to_json(self) -> dict[str, Any]:
        return {"n": self.n, "kinds": self.kinds(), "shut_folders": dict(_by_number(self.shut))}


def spoken(kind: str) -> str:
    """A kind of files as a sentence names it."""
    return kind or "without an ending"


def _places(places: dict[str, int]) -> str:
    if not places:
        return ""
    if len(places) > FOLDERS:
        return f" (in {len(places):,} folders)"
    if len(places) == 1:
        return f" (in {next(iter(places))})"
    return f" ({', '.join(f'{n:,} in {place}' for place, n in places.items())})"


def _by_number(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def listed(named: Iterable[str]) -> str:
    """The first few kinds, and how many more there are."""
    texts = list(named)
    rest = len(texts) - KINDS
    return ", ".join(texts[:KINDS]) + (f" and {count(rest, 'more kind')}" if rest > 0 else "")
