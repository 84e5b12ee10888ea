"""The pictures of a folder at any depth, in natural order, and what else lies there."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from huoyan.errors import ImageError
from huoyan.images.decode import probe
from huoyan.images.decoding.formats import HEAD, sniff
from huoyan.images.files import EXTENSIONS, coded, natural
from huoyan.images.sources.file_names import (
    NOT_ASKED,
    THUMBNAIL_FOLDERS,
    ending,
    is_shut_folder,
    is_system_file,
)
from huoyan.images.sources.other_files import HIDDEN, PassedOver, listed, of_kind
from huoyan.text import printable
from huoyan.words import Message

# Formats whose first bytes other files have as well: such a file is opened before it counts as a picture.
_UNSURE = frozenset({"BMP", "PNM", "ICO", "PCX", "SGI", "TGA"})


@dataclass(slots=True)
class Listing:
    """pictures: in natural order; by_content: how many have a name that does not say so, by their ending."""

    pictures: list[Path] = field(default_factory=list)
    passed: PassedOver = field(default_factory=PassedOver)
    by_content: Counter[str] = field(default_factory=Counter)

    def add(self, path: Path) -> None:
        """Puts a file where it belongs."""
        kind = ending(path.name)
        if is_picture(path):
            self.pictures.append(path)
            if kind not in EXTENSIONS:
                self.by_content[kind] += 1
        elif not is_system_file(path.name):
            self.passed.others[HIDDEN if path.name.startswith(".") else kind, ""] += 1

    def sentences(self) -> Iterator[Message]:
        """What a person should know: pictures by content, and what was passed over."""
        if self.by_content:
            yield by_content(self.by_content)
        yield from self.passed.sentences()


def by_content(endings: Counter[str]) -> Message:
    kinds = listed(of_kind(n, kind) for kind, n in endings.items())
    return Message(
        "passed.by_content", files=Message("count.file is a picture", n=endings.total(), kinds=kinds)
    )


def list_folder(folder: Path, without: Iterable[Path] = ()) -> Listing:
    """What lies under `folder` and not in the folders `without`.

    A file is a picture by its ending; where that says nothing, by its first bytes. Hidden, system and
    thumbnail folders are not entered, nor are links back to a folder above; a linked folder is entered once.
    """
    found, depth = Listing(), len(Path(folder).parts)
    _walk(Path(folder), found, set(), frozenset(without))
    found.pictures.sort(key=lambda path: [natural(part) for part in path.parts[depth:]])
    return found


def _walk(folder: Path, found: Listing, entered: set[tuple[int, int]], without: frozenset[Path]) -> None:
    for entry in entries(folder, entered):
        path = folder / entry.name
        if not is_folder(entry):
            found.add(path)
        elif is_shut_folder(entry.name) or holds_thumbnails(path):
            _count_shut(path, found.passed)
        elif path not in without and not leads_back(path):
            _walk(path, found, entered, without)


def entries(folder: Path, entered: set[tuple[int, int]] | None = None) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name; nothing if it was `entered` before (a link leads back)."""
    try:
        status = folder.stat()
        place = (status.st_dev, status.st_ino)
        if entered is not None and place in entered:
            return []
        with os.scandir(folder) as opened:
            listed = sorted(opened, key=lambda entry: entry.name)
    except OSError as error:
        raise coded(error, folder) from error
    if entered is not None:
        entered.add(place)
    return listed


def is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere, or round in a circle
        return False


def leads_back(entry: Path) -> bool:
    """Whether a link leads to the folder that it lies in, or above: its pictures would be there twice."""
    return entry.is_symlink() and entry.is_dir() and entry.parent.resolve().is_relative_to(entry.resolve())


def is_picture(path: Path) -> bool:
    """Whether a file counts as a picture: by its ending or, where that is none or unknown, by its content."""
    name = path.name
    if name.startswith(".") or is_system_file(name):
        return False
    kind = ending(name)
    return kind in EXTENSIONS or (kind not in NOT_ASKED and _begins_a_picture(path))


def _begins_a_picture(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe would block for ever
            return False
        with path.open("rb") as stream:
            kind = sniff(stream.read(HEAD))
        if kind in _UNSURE:
            probe(path)
    except (OSError, ImageError):
        return False
    return kind is not None


def holds_thumbnails(folder: Path) -> bool:
    """Whether a folder named so holds pictures of the names that lie beside it; else it may be a class."""
    if folder.name.casefold() not in THUMBNAIL_FOLDERS:
        return False
    small = {_plain(path) for path in _named_pictures(folder)}
    beside = {_plain(path) for path in _named_pictures(folder.parent, without=folder)}
    return 2 * len(small & beside) > len(small)


def _plain(path: Path) -> str:
    return re.sub(r"^(thumb|tn)[_-]|[_-](thumb|tn)$", "", path.stem.casefold())


def _named_pictures(folder: Path, without: Path | None = None) -> Iterator[Path]:
    """Files below with the ending of a picture, of hidden and system folders as well."""
    for parent, folders, files in os.walk(folder, onerror=None):
        folders[:] = [name for name in folders if Path(parent, name) != without]
        for name in files:
            if ending(name) in EXTENSIONS and not name.startswith("."):
                yield Path(parent, name)


def _count_shut(folder: Path, passed: PassedOver) -> None:
    if n := sum(1 for _ in _named_pictures(folder)):
        passed.shut[printable(folder.name)] += n
