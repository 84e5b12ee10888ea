"""The folder that holds the data, perhaps one or two below the one that was named; parts by folders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.folders.part_names import is_drawn, is_general, worded_part
from huoyan.data.formats.folders.tree import subfolders

# An archive unpacks into a folder of its name, which may hold one more.
_DEEPEST = 3
_YEAR = re.compile(r"VOC(20\d\d)?", re.IGNORECASE)  # VOC2007 beside VOC2012


def homes(path: Path) -> Iterator[Path]:
    """`path`, and the one folder in it as long as there is but one."""
    here = path
    for _ in range(_DEEPEST):
        yield here
        inner = subfolders(here)
        if len(inner) != 1:
            return
        here = inner[0]


def telling_folders(home: Path) -> list[Path]:
    """`home` and folders in it that bear the name of a part, of annotations or of pictures; no classes."""
    found = [home]
    for folder in subfolders(home):
        if is_telling(folder.name):
            found.append(folder)
            found += [inner for inner in subfolders(folder) if is_telling(inner.name)]
    return found


def is_telling(name: str) -> bool:
    told = is_drawn(name) or is_general(name) or worded_part(name) is not None
    return told or "xml" in name.casefold() or _YEAR.fullmatch(name) is not None


def part_of(file: Path, home: Path) -> Split | None:
    """The part that a folder between `home` and the file names, the outermost first."""
    folders = file.relative_to(home).parts[:-1] if file.is_relative_to(home) else ()
    return next((part for name in folders if (part := worded_part(name)) is not None), None)
