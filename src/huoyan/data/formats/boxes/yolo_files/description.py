"""data.yaml: the names of the classes, and where the pictures of each part lie."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from reprlib import repr as repr_of_some
from typing import Any

import yaml

from huoyan.data.dataset import SPLITS, Split
from huoyan.data.formats.boxes.parts.class_files import check_different
from huoyan.data.formats.boxes.parts.file_text import text_of
from huoyan.data.formats.boxes.parts.numbers import whole
from huoyan.data.formats.folders.tree import visible
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Listed, Message

ENDINGS = (".yaml", ".yml")
_KEYS: dict[str, Split] = {
    "train": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
}
# More classes are a slip: each gets a name, and a network answers for it.
MOST_CLASSES = 100_000
_MEANT = [re.compile(rf"^({keys})[ \t]*:", re.MULTILINE) for keys in ("names|nc", "|".join(_KEYS))]


@dataclass(frozen=True, slots=True)
class Description:
    """names: by number; entries: for each part the paths as they are written; points: it has key points."""

    file: Path
    names: dict[int, str]
    entries: dict[Split, tuple[str, ...]]
    root: str = ""
    points: bool = False


def described_in(folder: Path) -> list[Path]:
    """The YAML files of a folder that describe a data set."""
    return [file for file in visible(folder) if describes(file)]


def describes(file: Path) -> bool:
    """Whether a YAML file lists the names of classes, or says their number and where pictures are; a damaged
    one where it means to."""
    if file.suffix.lower() not in ENDINGS or not file.is_file():
        return False
    try:
        found = _loaded(file)
    except DataError as error:
        return error.code == "data.yaml" and all(key.search(text_of(file)) for key in _MEANT)
    named = isinstance(found.get("names"), list | dict)
    return named or ("nc" in found and bool(_KEYS.keys() & found.keys()))


def description(file: Path) -> Description:
    """Raises DataError data.yaml for what is no YAML, data.classes for a list that contradicts itself."""
    found = _loaded(file)
    entries = dict[Split, tuple[str, ...]]()
    for key, part in _KEYS.items():
        value = found.get(key)
        paths = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if paths := [text for path in paths if (text := _as_text(path)).strip()]:
            entries[part] = (*entries.get(part, ()), *paths)
    ordered = {part: entries[part] for part in SPLITS if part in entries}
    root = found.get("path")
    return Description(
        file, _names(found, file), ordered, root if isinstance(root, str) else "", "kpt_shape" in found
    )


def _loaded(file: Path) -> dict[str, Any]:
    """All values as texts: a class may be called `no` or `1.0`."""
    try:
        found = yaml.load(text_of(file), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or type(error).__name__
        line = 1 if mark is None else mark.line + 1
        raise DataError(
            Message("yolo.no_yaml", file=file, line=line, reason=reason), code="data.yaml"
        ) from error
    return _merged(found) if isinstance(found, dict) else {}


def _merged(found: dict[str, Any]) -> dict[str, Any]:
    """With what YAML's key `<<` adds from elsewhere in the file."""
    added = found.get("<<")
    layers = [found, *(added if isinstance(added, list) else [added])]
    maps = [each for each in layers if isinstance(each, dict)]
    return {key: value for each in reversed(maps) for key, value in each.items()}


def _as_text(value: object) -> str:
    """Of lists in lists the beginning: with aliases a short file can hold more than any memory."""
    return value if isinstance(value, str) else repr_of_some(value)


def _names(found: dict[str, Any], file: Path) -> dict[int, str]:
    value = found.get("names")
    pairs = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    names = dict[int, str]()
    for key, name in pairs:
        number = whole(key)
        if number is None or number < 0 or not isinstance(name, str) or not name.strip():
            told = Message("yolo.odd_name", file=file, key=_as_text(key), name=_as_text(name))
            raise DataError(told, code="data.classes")
        names[number] = nfc(name.strip())
    check_different(tuple(names.values()), file)
    n = whole(found.get("nc"))
    if n is not None and names and n != len(names):
        raise DataError(Message("yolo.nc", file=file, n=n, names=len(names)), code="data.classes")
    if n is not None and not names and n > MOST_CLASSES:
        raise DataError(Message("yolo.nc_most", file=file, n=n, most=MOST_CLASSES), code="data.classes")
    if not names:
        names = {number: str(number) for number in range(n or 0)}
    return dict(sorted(names.items()))


def located(described: Description, entry: str) -> tuple[Path | None, bool]:
    """The folder or list file that an entry means, and whether it is where it is written.

    Written: below `path`, which counts from the file (not from wherever its program was started); as an
    absolute path. Else the end of the path is looked for beside the file: data are moved, and Roboflow's
    ../train/images is meant from a folder further down.
    """
    base = described.file.parent
    for home in (base / described.root, base):
        if is_there(home / entry):
            return plain_path(home / entry), True
    for tail in _tails(entry, described.root):
        if is_there(base / tail):
            return base / tail, False
    return None, False


def is_there(file: Path) -> bool:
    """No file has a name that is too long or holds a zero byte."""
    try:
        return file.exists()
    except (OSError, ValueError):
        return False


def plain_path(file: Path) -> Path:
    """Without steps up and down again, which make two paths of one file; as it is where that is another."""
    plain = Path(os.path.normpath(file))
    return plain if plain.exists() and plain.samefile(file) else file


def _tails(entry: str, root: str) -> Iterator[str]:
    for written in (f"{root}/{entry}", entry):
        plain = written.replace("\\", "/")
        parts = [part for part in PurePosixPath(plain).parts if part not in ("/", ".", "..")]
        yield from ("/".join(parts[at:]) for at in range(len(parts)))


def no_entry(described: Description, lost: Sequence[str]) -> DataError:
    """That nothing of what a description names is there."""
    told = Message(
        "yolo.nothing_there", file=described.file, entries=Listed(lost), folder=described.file.parent
    )
    return DataError(told, code="data.missing_files")
