"""The formats of data: what each offers, and how a path is read that was recognised as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from huoyan.data.dataset import Dataset
from huoyan.data.formats import flat_folder, folder, idx, table
from huoyan.data.formats.agreement import folder_or_table, read_both
from huoyan.data.formats.boxes import box_table, coco, voc, yolo
from huoyan.data.formats.clips import clip_folder, clip_table
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.tables.parts_beside import read_with_parts
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.say import Say

Read = Callable[[Path, Say, Reading], Dataset]


class DataFormat(Protocol):
    """What a module of `formats` offers. The phrase `format.NAME` says what it looks for."""

    @property
    def HOLDS(self) -> tuple[Kind, ...]:
        """The kinds of truth that its data can be read for."""
        ...

    @property
    def MEDIUM(self) -> Medium:
        """What its samples are."""
        ...

    @property
    def OBEYS(self) -> tuple[str, ...]:
        """The fields of `Reading` that say something of it."""
        ...

    def sureness(self, path: Path, reading: Reading) -> float:
        """How surely the path is of this format, see `sureness`."""
        ...


DATA_FORMATS: dict[str, DataFormat] = {
    "folder": folder,
    "table": table,
    "idx": idx,
    "flat_folder": flat_folder,
    "coco": coco,
    "voc": voc,
    "yolo": yolo,
    "box_table": box_table,
    "clip_folder": clip_folder,
    "clip_table": clip_table,
}
# Formats that one folder can be at once, and what settles how it is then read; None: only its user can say.
SETTLED: dict[tuple[str, ...], Callable[[Path, Say], str | None]] = {("folder", "table"): folder_or_table}
READ: dict[str, Read] = {
    "folder": read_with_parts,
    "table": table.read,
    "idx": idx.read,
    "flat_folder": flat_folder.read,
    "coco": coco.read,
    "voc": voc.read,
    "yolo": yolo.read,
    "box_table": box_table.read,
    "clip_folder": clip_folder.read,
    "clip_table": clip_table.read,
    "both": read_both,
}


def surest(path: Path, reading: Reading) -> list[str]:
    """The names of the formats that are surest of `path`: one, several at a tie, or none."""
    wanted = [
        name
        for name, form in DATA_FORMATS.items()
        if reading.kind in (None, *form.HOLDS) and reading.medium == form.MEDIUM
    ]
    sure = {name: DATA_FORMATS[name].sureness(path, reading) for name in wanted}
    most = max(sure.values(), default=0.0)
    return [name for name, found in sure.items() if found == most > 0]


def of_boxes(name: str) -> bool:
    """Whether a format is one of pictures with boxes."""
    return name in DATA_FORMATS and "boxes" in DATA_FORMATS[name].HOLDS


def obeyed(name: str) -> tuple[str, ...]:
    """The fields of `Reading` that are obeyed where data are read as `name`."""
    return DATA_FORMATS[name].OBEYS if name in DATA_FORMATS else ()
