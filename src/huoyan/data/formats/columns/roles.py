"""Which column of a table plays which part: path, label or classes, split, group.

What the user names is taken. Else names and values must agree, and what can be read in two ways is refused
with the flag that decides: the meaning of a column is never guessed without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from huoyan.data.formats.cells.places import locate, named_below
from huoyan.data.formats.columns.column_names import GROUP, PATH, SPLIT, key, unnamed
from huoyan.data.formats.columns.label_column import Labelled, label_column
from huoyan.data.formats.columns.number_columns import number_columns
from huoyan.data.formats.columns.part_columns import PartColumn, part_columns, part_flag
from huoyan.data.formats.columns.zeros_and_ones import values_of
from huoyan.data.formats.folders.part_names import exact_part, says_parts, worded_part
from huoyan.data.formats.reading import NO_COLUMN, Reading, flag
from huoyan.data.formats.rows.grid import Rows
from huoyan.errors import DataError
from huoyan.images.files import EXTENSIONS
from huoyan.words import Listed, Message, Remark, counted, note

_PROBED = 50
_FEW_PARTS = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of columns. `label` None: each of `classes` is a column of 0 and 1, or `numbers` are learnt.

    `flags`: columns of 0 and 1 with the part where they hold 1 and the part where they hold 0; they say the
    split where `split` is None. `constant`: columns of nothing but 1, which are no classes.
    """

    path: int
    label: int | None
    classes: tuple[int, ...]
    split: int | None
    flags: tuple[PartColumn, ...]
    group: int | None
    constant: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def plan(self, rows: Rows, table: str | Listed) -> Remark:
        """One line: the column of each part, and the columns that are left."""

        def name(at: int | None) -> str:
            return Message("columns.none") if at is None else rows.name(at)

        classes = [rows.name(at) for at in self.classes]
        shown = counted(len(classes), "column")
        label = (
            Message("columns.of_0_and_1", columns=shown, names=Listed(classes, 6))
            if classes
            else Listed(map(rows.name, self.numbers)) or name(self.label)
        )
        used = {
            self.path,
            self.label,
            self.split,
            self.group,
            *self.classes,
            *self.numbers,
            *(at for at, _, _ in self.flags),
        }
        left = [rows.name(at) for at in range(len(rows.header)) if at not in used]
        return note(
            "columns.plan",
            table=table,
            path=name(self.path),
            label=label,
            split=Listed(rows.name(at) for at, _, _ in self.flags) if self.flags else name(self.split),
            group=name(self.group),
            left=Listed(left, 8) if left else Message("columns.nothing"),
        )


def columns_of(rows: Rows, path: Path, reading: Reading) -> Columns:
    """The part of each column. DataError data.columns names what is there and the flag that decides."""
    file = paths_at(rows, path, reading)
    _check_header(rows, path)
    given = {part: given_column(rows, path, reading, part) for part in ("split", "group")}
    taken = {file, given["split"], given["group"]} - {None}
    rest = [at for at, name in enumerate(rows.header) if at not in taken and not unnamed(name)]
    named = _named_labels(rows, path, reading)
    labelled = named or _found_labels(rows, rest, path, reading)
    used = {*taken, labelled.label, *labelled.classes, *labelled.numbers}
    free = [at for at in rest if at not in used]
    split, flags = given["split"], tuple[PartColumn, ...]()
    if split is None and reading.split_column is None:
        split, flags = _split(rows, free, path)
    elif split is not None and (named_flag := part_flag(rows, split)) is not None:
        split, flags = None, (named_flag,)
    group = given["group"]
    if group is None and reading.group_column is None:
        group = _group(rows, [at for at in free if at != split])
    ones = tuple(at for at in free if all(values_of(rows.column(at)) or [False]))
    columns = Columns(file, labelled.label, labelled.classes, split, flags, group, ones, labelled.numbers)
    _check_repeated(rows, columns, path)
    return columns


def columns_without_labels(rows: Rows, path: Path) -> Columns:
    """The columns of files, split and group of a table that lies beside class folders."""
    file = path_column(rows, path)
    free = [at for at, name in enumerate(rows.header) if at != file and not unnamed(name)]
    split, flags = _split(rows, free, path)
    return Columns(file, None, (), split, flags, _group(rows, [at for at in free if at != split]))


def find_column(rows: Rows, name: str) -> int | None:
    """The place of a column by its name, in any case."""
    wanted = name.strip().casefold()
    if not wanted:
        return None
    exact = [at for at, header in enumerate(rows.header) if header == name.strip()]
    return next(iter(exact or [at for at, each in enumerate(rows.header) if each.casefold() == wanted]), None)


def given_column(rows: Rows, path: Path, reading: Reading, part: str) -> int | None:
    """The column that the user names for a part; None where none is named, or where it is "none"."""
    name = getattr(reading, f"{part}_column")
    at = None if name is None else find_column(rows, name)
    if at is None and name is not None and not (name == NO_COLUMN and part != "path"):
        raise _absent(rows, path, name, f"{part}_column")
    return at


def _absent(rows: Rows, path: Path, name: str, field: str) -> DataError:
    near = get_close_matches(name, rows.header, n=3, cutoff=0.5)
    values = {"path": path, "name": name, "flag": flag(field), "columns": _headers(rows)}
    if near:
        told = Message("columns.absent_near", near=Listed(near), **values)
    else:
        told = Message("columns.absent", **values)
    return DataError(told, code="data.columns")


def _headers(rows: Rows) -> Listed:
    return Listed(filter(None, rows.header), 12)


def _named_labels(rows: Rows, path: Path, reading: Reading) -> Labelled | None:
    """The label column that the user names, or several (of 0 and 1, or of numbers): commas between them."""
    if reading.label_column is None:
        return None
    at = find_column(rows, reading.label_column)
    numbers = reading.kind == "numbers"
    if at is not None:
        return Labelled(None, (), (at,)) if numbers else Labelled(at, ())
    names = [name for name in reading.label_column.split(",") if name.strip()] or [""]
    places = [find_column(rows, name) for name in names]
    for name, place in zip(names, places, strict=True):
        if place is None:
            raise _absent(rows, path, name.strip(), "label_column")
        if not numbers and values_of(rows.column(place)) is None and rows.cells:
            values = Listed(sorted(set(rows.column(place))), 3)
            raise DataError(
                Message("columns.not_0_and_1", path=path, column=name.strip(), values=values),
                code="data.columns",
            )
    found = tuple(place for place in places if place is not None)
    return Labelled(None, (), tuple(dict.fromkeys(found))) if numbers else Labelled(None, found)


def _found_labels(rows: Rows, rest: Sequence[int], path: Path, reading: Reading) -> Labelled:
    if reading.kind == "numbers":
        return Labelled(None, (), number_columns(rows, rest, path, reading))
    return label_column(rows, rest, path, reading)


def paths_at(rows: Rows, path: Path, reading: Reading) -> int:
    """The column of files that the user names, or that shows itself."""
    given = given_column(rows, path, reading, "path")
    return path_column(rows, path) if given is None else given


def path_column(rows: Rows, path: Path) -> int:
    """By name where the cells are files, else by name, else the one column whose cells are files."""
    keys = [key(name) for name in rows.header]
    named = [keys.index(name) for name in PATH if name in keys]
    files = [at for at in range(len(keys)) if are_files(rows.column(at), path.parent)]
    for at in named:
        if at in files:
            return at
    if len(files) == 1 and (not named or keys[named[0]] == "id"):
        return files[0]
    if named:
        return named[0]
    if not files:
        files = named_below(path.parent, [rows.column(at)[:_PROBED] for at in range(len(keys))])
    if len(files) == 1:
        return files[0]
    if files:
        columns = [rows.name(at) for at in files]
        raise DataError(
            Message("columns.several_of_files", path=path, columns=Listed(columns), first=columns[0]),
            code="data.columns",
        )
    there = _headers(rows) or Message("columns.none")
    raise DataError(
        Message("columns.none_of_files", path=path, columns=there, expected=Listed(PATH, 8)),
        code="data.columns",
    )


def are_files(cells: Sequence[str], folder: Path) -> bool:
    """Whether most cells are called like pictures, or are there."""
    probed = [cell for cell in cells if cell.strip()][:_PROBED]
    files = sum(_like_a_picture(cell) or locate(folder, cell) is not None for cell in probed)
    return bool(probed) and 2 * files > len(probed)


def _like_a_picture(cell: str) -> bool:
    return Path(cell.strip()).suffix.lower() in EXTENSIONS


def _check_header(rows: Rows, path: Path) -> None:
    """A first row taken for the header would be lost without a word."""
    if data := [name for name in rows.header if _like_a_picture(name)]:
        raise DataError(Message("columns.no_header", path=path, file=data[0]), code="data.columns")


def _split(rows: Rows, free: Sequence[int], path: Path) -> tuple[int | None, tuple[PartColumn, ...]]:
    """A column of the names of parts, by its name or by all its cells; else columns of 0 and 1."""
    keys = {at: key(rows.header[at]) for at in free}
    named = [at for name in SPLIT for at in free if keys[at] == name]
    telling = _telling(rows, [at for at in free if says_parts(set(rows.column(at)))], path)
    if telling:
        return next((at for at in named if at in telling), telling[0]), ()
    for at in named:
        # Few values of another kind are a split too, in words to be cleared up: it must not be lost.
        if len(set(rows.column(at)) - {""}) <= _FEW_PARTS:
            return at, ()
    return None, part_columns(rows, free)


def _telling(rows: Rows, speaking: Sequence[int], path: Path) -> list[int]:
    """Columns of parts, those of several parts before all others; DataError where these disagree."""
    parts = {at: [exact_part(cell) or worded_part(cell) for cell in rows.column(at)] for at in speaking}
    varied = [at for at in speaking if len({*parts[at]}) > 1]
    if any(parts[at] != parts[varied[0]] for at in varied):
        columns = [rows.name(at) for at in varied]
        raise DataError(
            Message("columns.parts_disagree", path=path, columns=Listed(columns), first=columns[0]),
            code="data.columns",
        )
    return varied or list(speaking)


def _group(rows: Rows, free: Sequence[int]) -> int | None:
    """By name; a column of one value groups nothing."""
    keys = {at: key(rows.header[at]) for at in free}
    named = [at for name in GROUP for at in free if keys[at] == name]
    return next((at for at in named if len(set(rows.column(at)) - {""}) > 1), None)


def _check_repeated(rows: Rows, columns: Columns, path: Path) -> None:
    used = {columns.path, columns.label, columns.split, columns.group, *columns.classes, *columns.numbers} - {
        None
    }
    names = {rows.header[at] for at in used if at is not None}
    repeated = sorted(name for name in names if rows.header.count(name) > 1)
    if repeated:
        raise DataError(Message("columns.repeated", path=path, columns=Listed(repeated)), code="data.columns")
