"""Cells that hold a list of labels, as JSON, Python, NumPy or Label Studio write it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import nfc, printable
from huoyan.words import Message, note, warning

_VECTOR = re.compile(r"[\[(]?\s*[01](?:\.0?)?(?:\s*[,;|\s]\s*[01](?:\.0?)?)+\s*[\])]?")
# x1,y1,x2,y2,class of YOLO's lists, perhaps several times.
_BOXES = re.compile(r"(?:(?:-?\d+(?:\.\d+)?,){4}\d+(?:\s+|$))+")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


def lists_in(cells: Sequence[str], known: set[str]) -> dict[str, tuple[str, ...]]:
    """The cells that are lists as JSON, Python or NumPy write them, with what is in them."""
    opened = [cell for cell in dict.fromkeys(cells) if cell[:1] in ("[", "(", "{") and cell not in known]
    found = {cell: _list(cell) for cell in opened}
    return {cell: tuple(dict.fromkeys(parts)) for cell, parts in found.items() if parts is not None}


def _list(cell: str) -> list[str] | None:
    if cell[0] + cell[-1] not in ("[]", "()", "{}"):
        return None
    try:
        value = json.loads(cell)
        if isinstance(value, dict) and len(value) == 1:
            value = next(iter(value.values()))  # Label Studio: {"choices": ["scab", "rust"]}
        if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
            return [_name(str(part)) for part in value if part not in (None, "")]
    except (ValueError, RecursionError):
        pass
    inner = cell[1:-1].strip()
    quoted = [_name(one or other) for one, other in _QUOTED.findall(inner)]
    if quoted:
        return [name for name in quoted if name] if not _QUOTED.sub("", inner).strip(" ,") else None
    if cell[0] != "[":
        return None  # (sic) is a name
    return [name for name in map(_name, inner.split(",")) if name]


def _name(text: str) -> str:
    return nfc(printable(" ".join(text.split())))


def tell_lists(
    cells: Sequence[str], lists: dict[str, tuple[str, ...]], column: str, say: Say, *, stray: bool
) -> None:
    """`stray`: lists of several labels are left out."""
    if not lists:
        return
    n = sum(cell in lists for cell in cells)
    example = max(lists, key=lambda cell: len(lists[cell]))[:60]
    several = sum(cell in lists and len(lists[cell]) != 1 for cell in cells)
    if stray and several:
        say(warning("cells.lists_left_out", n=several, total=len(cells), column=column, example=example))
    else:
        say(note("cells.lists", n=n, total=len(cells), column=column, example=example, several=several))


def check_objects(cells: Sequence[str], lists: dict[str, tuple[str, ...]], known: set[str]) -> None:
    """Cells such as {"cat": 0.9} or [["a", "b"]], and boxes: no names of classes. DataError data.label."""
    told = [cell for cell in cells if cell and cell not in lists and cell not in known]
    odd = [cell for cell in told if cell[:1] in ("[", "{") and (lists or cell[-1:] in ("]", "}"))]
    boxes = [cell for cell in told if _BOXES.fullmatch(cell)]
    odd += boxes if 2 * len(boxes) > len(told) else []
    if odd:
        raise DataError(
            Message("cells.no_names", n=len(odd), total=len(cells), example=odd[0][:60]), code="data.label"
        )


def check_vectors(cells: Sequence[str], column: str) -> None:
    """Cells such as "0,1,0" or "[0 1 0]": nobody can tell which class each place is."""
    filled = {cell for cell in cells if cell}
    if filled and all(_VECTOR.fullmatch(cell) for cell in filled):
        places = {cell: re.findall(r"[01](?:\.0?)?", cell) for cell in filled}
        lengths = {len(each) for each in places.values()}
        marked = all("|" in cell or ";" in cell for cell in filled)  # 0|1 may be the labels 0 and 1
        if len(lengths) == 1 and not (marked and all(len({*each}) == len(each) for each in places.values())):
            raise DataError(
                Message("cells.vectors", column=column, n=lengths.pop(), example=min(filled)),
                code="data.label",
            )
