"""Which columns of a table hold a box, and in which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from huoyan.data.formats.boxes.parts.numbers import number, numbers
from huoyan.data.formats.columns.column_names import LABEL, key
from huoyan.data.formats.columns.roles import columns_without_labels, given_column, paths_at
from huoyan.data.formats.reading import NO_COLUMN, Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.images.files import EXTENSIONS

# edges: both corners; sized: the upper left corner, width and height; centred: the centre, width and height.
Form = Literal["edges", "sized", "centred"]
_CORNERS = (
    ("xmin", "ymin", "xmax", "ymax"),
    ("x1", "y1", "x2", "y2"),
    ("x0", "y0", "x1", "y1"),
    ("left", "top", "right", "bottom"),
    ("xtl", "ytl", "xbr", "ybr"),
    ("roix1", "roiy1", "roix2", "roiy2"),
    ("左", "上", "右", "下"),
    ("左上x", "左上y", "右下x", "右下y"),
)
_SIZED = (
    ("xmin", "ymin", "width", "height"),
    ("xmin", "ymin", "w", "h"),
    ("x", "y", "width", "height"),
    ("x", "y", "w", "h"),
    ("left", "top", "width", "height"),
    ("左", "上", "宽", "高"),
    ("左", "上", "宽度", "高度"),
)
_CENTRED = (("xcenter", "ycenter", "width", "height"), ("cx", "cy", "w", "h"), ("xc", "yc", "w", "h"))
_FORMS: tuple[tuple[Form, tuple[tuple[str, ...], ...]], ...] = (
    ("edges", _CORNERS),
    ("sized", _SIZED),
    ("centred", _CENTRED),
)
_BEFORE = ("", "bbox", "box")
# One cell with the four numbers, as COCO has them.
_WHOLE = ("bbox", "box", "boundingbox")
_SIDES = (("width", "height"), ("imagewidth", "imageheight"), ("imgwidth", "imgheight"), ("imgw", "imgh"))
_CROWDS = ("iscrowd", "crowd", "difficult", "isdifficult", "isgroupof")
# Names of things; numbers in them only count the things of a picture.
_THINGS = ("name", "object", "objectname", "objectclass")
# The corners that Pascal VOC names, and with these its pixels from 1.
VOC = _CORNERS[0]


@dataclass(frozen=True, slots=True)
class BoxColumns:
    """Places of columns. box: one or four of them; sides: of the picture's width and height.

    as_voc: the corners bear the names of Pascal VOC.
    """

    path: int
    box: tuple[int, ...]
    form: Form
    label: int | None
    sides: tuple[int, int] | None
    crowd: int | None
    split: int | None
    group: int | None
    as_voc: bool = False

    @property
    def used(self) -> set[int]:
        single = (self.path, self.label, self.crowd, self.split, self.group)
        return {*self.box, *(self.sides or ()), *(at for at in single if at is not None)}


# A table without a header, as RetinaNet's programs have it.
_BARE = ("file", "x1", "y1", "x2", "y2", "label")


def with_header(rows: Rows) -> Rows:
    """A table whose first line is a picture, four corners and a class, as one that says so itself."""
    first = rows.header
    corners = [cell.strip() for cell in first[1:5]]
    picture = bool(first) and Path(first[0].strip()).suffix.lower() in EXTENSIONS
    box = numbers(corners) is not None or not any(corners)
    if len(first) != len(_BARE) or not picture or not box:
        return rows
    return Rows(_BARE, [list(first), *rows.cells], [1, *rows.lines], rows.guessed)


def box_places(header: Sequence[str]) -> tuple[Form, tuple[int, ...]] | None:
    """The form of a table's boxes and the places of their numbers; None where it has none."""
    keys = [key(name) for name in header]
    for form, families in _FORMS:
        for names in families:
            for before in _BEFORE:
                wanted = [before + name for name in names]
                if all(name in keys for name in wanted):
                    return form, tuple(keys.index(name) for name in wanted)
    whole = next((keys.index(name) for name in _WHOLE if name in keys), None)
    return None if whole is None else ("sized", (whole,))


def box_columns(rows: Rows, path: Path, reading: Reading) -> BoxColumns | None:
    """None where the table has no boxes. DataError data.columns as for other tables."""
    found = box_places(rows.header)
    if found is None:
        return None
    form, box = found
    keys = [key(name) for name in rows.header]
    file = paths_at(rows, path, reading)
    plain = columns_without_labels(rows, path)
    split, group = (_said(rows, path, reading, part, getattr(plain, part)) for part in ("split", "group"))
    taken = {file, *box, split, group}
    sides = next(
        (tuple(map(keys.index, each)) for each in _SIDES if all(name in keys for name in each)), None
    )
    free = [at for at in range(len(keys)) if at not in taken and at not in (sides or ())]
    return BoxColumns(
        file,
        box,
        form,
        _label(rows, keys, free, path, reading),
        (sides[0], sides[1]) if sides and not taken & set(sides) else None,
        next((at for name in _CROWDS for at in free if keys[at] == name), None),
        split,
        group,
        as_voc=tuple(keys[at] for at in box) in [tuple(x + name for name in VOC) for x in _BEFORE],
    )


def _said(rows: Rows, path: Path, reading: Reading, part: str, found: int | None) -> int | None:
    named = given_column(rows, path, reading, part)
    if named is not None:
        return named
    return None if getattr(reading, f"{part}_column") == NO_COLUMN else found


def _label(rows: Rows, keys: Sequence[str], free: Sequence[int], path: Path, reading: Reading) -> int | None:
    named = given_column(rows, path, reading, "label")
    if named is not None:
        return named
    by_name = [at for name in LABEL for at in free if keys[at] == name]
    things = [at for name in _THINGS for at in free if keys[at] == name]
    telling = [at for at in things if any(number(cell) is None for cell in rows.column(at) if cell.strip())]
    return next(iter([*by_name, *telling]), None)
