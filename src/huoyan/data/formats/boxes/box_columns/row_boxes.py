"""The box in each row of a table, as edges from 0; empty cells are a picture without one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal

from huoyan.data.formats.boxes.box_columns.roles import BoxColumns, Form
from huoyan.data.formats.boxes.parts.drawn import XYXY, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.numbers import numbers
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.say import Say
from huoyan.words import note

Written = tuple[float, float, float, float]
_FOUR = 4
Unit = Literal["pixels", "shares"]


def written_boxes(rows: Rows, columns: BoxColumns, table: str, faults: Faults) -> list[Written | None]:
    """The four numbers of each row as they stand; what is neither four numbers nor nothing is a fault."""
    found: list[Written | None] = []
    for cells, line in zip(rows.cells, rows.lines, strict=True):
        texts = [cells[at].strip() for at in columns.box]
        if len(texts) == 1:
            texts = _parts(texts[0])
        values = numbers(texts)
        if not any(texts):
            found.append(None)
        elif values is None or len(values) != _FOUR:
            faults.add(Place(table, line), "box_table.no_box", text=", ".join(texts)[:60])
            found.append(None)
        else:
            found.append((values[0], values[1], values[2], values[3]))
    return found


def _parts(cell: str) -> list[str]:
    """The numbers of one cell: a list of JSON or of Python, or words between blanks."""
    try:
        value = json.loads(cell)
    except ValueError:
        value = None
    if isinstance(value, list):
        return [str(each) for each in value]
    return re.findall(r"[^\s,;()\[\]]+", cell)


def edges(written: Written, form: Form, first: int) -> XYXY:
    """`first`: the number of the first pixel; from 1 on both corners are inside."""
    a, b, c, d = written
    if form == "centred":
        return a - c / 2, b - d / 2, a + c / 2, b + d / 2
    if form == "sized":
        return a - first, b - first, a - first + c, b - first + d
    return a - first, b - first, c, d


def unit_of(written: Sequence[Written | None]) -> Unit:
    """Shares where nothing is above 1 and something is no whole number: no picture is one pixel large."""
    values = [value for box in written if box is not None for value in box]
    whole = all(value.is_integer() for value in values)
    return "shares" if values and not whole and max(map(abs, values)) <= 1 + 1e-3 else "pixels"


def first_pixel(
    written: Sequence[Written | None], columns: BoxColumns, table: str, reading: Reading, say: Say
) -> int:
    """What the user says, else 1 for whole corners with the names of Pascal VOC and no 0; else 0. Told."""
    flag = reading.box_origin
    if flag != "auto":
        return int(flag)
    boxes = [box for box in written if box is not None]
    corners = [value for box in boxes for value in box[:2]]
    whole = all(value.is_integer() for box in boxes for value in box)
    if columns.form == "centred" or not boxes:
        return 0
    if columns.as_voc and whole and min(map(abs, corners)) >= 1:
        say(note("box_table.from_one", table=table, least=int(min(corners))))
        return 1
    unsure = whole and min(map(abs, corners)) >= 1
    say(note("box_table.from_zero_unsure" if unsure else "box_table.from_zero", table=table))
    return 0
