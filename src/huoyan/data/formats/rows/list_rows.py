"""Rows of a list file: `path label` a line, as PaddleClas and Caffe have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from huoyan.data.formats.rows.grid import Rows
from huoyan.errors import DataError
from huoyan.images.files import EXTENSIONS
from huoyan.words import Message

_HEADER = ("path", "label")
# Files beside a list that name the classes 0, 1, ...
_NAMES = ("label_list", "labels", "label", "classes", "class_names", "names", "label_names", "classnames")
_AFTER = re.compile(
    rf"(.+(?:{'|'.join(map(re.escape, sorted(EXTENSIONS)))}))(?:\s+|\s*,\s*)([^,]+|[^ ]+)", re.IGNORECASE
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NUMBERED = re.compile(r"(\d{1,9})[\s,:]+(.+)")


def list_rows(text: str, path: Path, limit: int | None) -> Rows:
    """The label is what follows the last tab, else the last blank. Codes: data.rows."""
    cells: list[list[str]] = []
    lines: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if limit is not None and len(cells) == limit:
            break
        if not line.strip():
            continue
        parts = _cut(line.rstrip())
        if len(parts) != 2 or _is_picture(parts[1]):
            raise DataError(
                Message("rows.no_list", path=path, line=number, text=line.strip()[:60]), code="data.rows"
            )
        cells.append(parts)
        lines.append(number)
    return Rows(_HEADER, cells, lines)


def _is_picture(cell: str) -> bool:
    return Path(cell).suffix.lower() in EXTENSIONS


def _cut(line: str) -> list[str]:
    """At the last tab, else after the picture where words follow, else at the last blank or comma."""
    if "\t" in line.strip():
        return line.rsplit("\t", 1)
    found = _AFTER.fullmatch(line)
    if found and not any(map(_NUMBER.fullmatch, found[2].split())):
        return [found[1], found[2]]
    return line.rsplit(None, 1) if len(line.split()) > 1 else line.rsplit(",", 1)


def class_list(folder: Path) -> Path | None:
    """The file in a folder that names its classes, if there is one."""
    return next((folder / f"{name}.txt" for name in _NAMES if (folder / f"{name}.txt").is_file()), None)


def class_names(text: str) -> dict[str, str]:
    """Number to name: lines of `3 name`, or the third line after the zeroth."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    if lines and all(numbered):
        return {str(int(each[1])): each[2].strip() for each in numbered if each}
    return {str(number): name for number, name in enumerate(lines)}


def one_hot_rows(rows: Rows, names: dict[str, str]) -> Rows | None:
    """Labels such as 0,1,0 as a column for each of the names; None where they are no such labels."""
    split = [label.split(",") for _, label in rows.cells]
    if len(names) < 2 or not all(len(each) == len(names) and set(each) <= {"0", "1"} for each in split):
        return None
    cells = [[path, *each] for (path, _), each in zip(rows.cells, split, strict=True)]
    return Rows((_HEADER[0], *names.values()), cells, rows.lines)


def by_names(labels: Sequence[str], names: dict[str, str], path: Path) -> list[str] | None:
    """Labels by their names; None where they are no numbers. DataError data.labels beyond the names."""
    if not all(re.fullmatch(r"\d{1,9}", label) for label in labels):
        return None
    unknown = sorted({label for label in labels if str(int(label)) not in names})
    if unknown:
        raise DataError(
            Message("rows.unnamed_class", path=path, n=len(names), label=unknown[0]), code="data.labels"
        )
    return [names[str(int(label))] for label in labels]
