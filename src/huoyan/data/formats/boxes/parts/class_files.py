"""Files that list the classes in their order, a name a line: classes.txt and its like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

from huoyan.data.formats.boxes.parts.file_text import text_of
from huoyan.data.formats.folders.tree import visible
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Message

_NAMES = ("classes.txt", "class_names.txt", "classnames.txt", "names.txt", "predefined_classes.txt")
_ENDING = ".names"  # obj.names of Darknet


def is_class_file(file: Path) -> bool:
    return file.name.casefold() in _NAMES or (file.suffix == _ENDING and file.is_file())


def class_list(folders: Iterable[Path]) -> tuple[Path, tuple[str, ...]] | None:
    """The classes that the folders' lists name. DataError data.classes where two lists differ."""
    found: tuple[Path, tuple[str, ...]] | None = None
    for file in (file for folder in folders for file in visible(folder) if is_class_file(file)):
        names = _names(file)
        if found is not None and names != found[1]:
            pairs = enumerate(zip_longest(found[1], names), 1)
            line = next(line for line, (one, other) in pairs if one != other)
            told = Message("yolo.lists_disagree", first=found[0], second=file, line=line)
            raise DataError(told, code="data.classes")
        found = found or (file, names)
    return found


def _names(file: Path) -> tuple[str, ...]:
    names = tuple(nfc(line.strip()) for line in text_of(file).splitlines() if line.strip())
    check_different(names, file)
    return names


def check_different(names: tuple[str, ...], file: Path) -> None:
    """DataError data.classes where a name stands twice."""
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise DataError(Message("yolo.name_twice", file=file, name=twice[0]), code="data.classes")
