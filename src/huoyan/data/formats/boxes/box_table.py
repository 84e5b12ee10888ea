"""Pictures with boxes in tables: a row for each box, with its picture, its corners and mostly its class.

A row whose cells for the box are empty is a picture without one. Without a column of classes all boxes are of
one class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.formats.boxes.box_columns.roles import BoxColumns, box_columns, box_places, with_header
from huoyan.data.formats.boxes.box_columns.row_boxes import edges, first_pixel, unit_of, written_boxes
from huoyan.data.formats.boxes.parts.drawn import Annotated, Drawn, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.home import homes, part_of, telling_folders
from huoyan.data.formats.boxes.parts.numbers import number, whole
from huoyan.data.formats.boxes.parts.settled import settled
from huoyan.data.formats.boxes.parts.told import below, check_there, tell_home, tell_unlisted
from huoyan.data.formats.cells.label_cells import said
from huoyan.data.formats.cells.places import locate_all
from huoyan.data.formats.cells.split_cells import split_of_rows
from huoyan.data.formats.columns.roles import Columns, path_column
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.folders.tree import listing, visible
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.formats.rows.read import LISTS, read_rows
from huoyan.data.formats.sureness import CERTAIN_AND_MARKED, HARDLY, MARKED, NO
from huoyan.data.formats.tables.table_files import SUFFIXES
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Listed, Message, note

HOLDS: tuple[Kind, ...] = ("boxes",)
OBEYS = ("path_column", "label_column", "split_column", "group_column", "encoding", "box_origin")
MEDIUM: Medium = "pictures"
# Of things without a name.
_NAMELESS = "object"
_PROBED = 2_000


@dataclass(frozen=True, slots=True)
class BoxTable:
    """A table, and the part that its name or its folder says."""

    file: Path
    part: Split | None


def sureness(path: Path, reading: Reading) -> float:
    """Tables with boxes; of one box a picture beside a label they may as well be of the picture's class."""
    if path.is_file():
        files = [path] if _has_boxes(path, reading) else []
    else:
        home = _home(path, reading) if path.is_dir() else None
        files = [] if home is None else [each.file for each in _tables(home, reading)]
    if not files:
        return NO
    if not any(_tells_boxes_only(file, reading) for file in files):
        return HARDLY
    return CERTAIN_AND_MARKED if reading.given() else MARKED


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in the order of their first rows.

    Codes: data.columns, data.rows, data.encoding, data.boxes, data.split, data.format, data.missing_files.
    """
    home = path.parent if path.is_file() else (_home(path, reading) or path)
    tables = [BoxTable(path, None)] if path.is_file() else _chosen(home, path, reading)
    if path.is_dir():
        tell_home(home, path, say)
    faults = Faults()
    pictures = [picture for table in tables for picture in _pictures(table, home, reading, faults, say)]
    faults.check()
    _check_once(pictures, path)
    names = in_order(thing.label for picture in pictures for thing in picture.things)
    if path.is_dir():
        tell_unlisted(home, listing(home).pictures, [picture.file for picture in pictures], say)
    return settled(path, names, pictures, [table.file for table in tables], say)


def _home(path: Path, reading: Reading) -> Path | None:
    return next((home for home in homes(path) if _tables(home, reading)), None)


def _tables(home: Path, reading: Reading) -> list[BoxTable]:
    files = [x for folder in telling_folders(home) for x in visible(folder) if _has_boxes(x, reading)]
    found = [BoxTable(file, worded_part(file.stem) or part_of(file, home)) for file in files]
    return sorted(found, key=lambda each: SPLITS.index(each.part) if each.part else len(SPLITS))


def _chosen(home: Path, path: Path, reading: Reading) -> list[BoxTable]:
    tables = _tables(home, reading)
    parts = [table.part for table in tables]
    if len(tables) > 1 and len(set(parts)) < len(parts):
        files = Listed(below(table.file, path) for table in tables)
        raise DataError(
            Message("box_table.several", folder=home, files=files, example=tables[0].file), code="data.format"
        )
    # The name of an only table says no part: boxes_train.csv of a set that is still to be divided.
    return tables if len(tables) > 1 else [BoxTable(table.file, None) for table in tables]


def _has_boxes(file: Path, reading: Reading) -> bool:
    if file.suffix.lower() not in SUFFIXES or file.suffix.lower() in LISTS or not file.is_file():
        return False
    try:
        rows = _rows(file, reading, 1)
        return box_places(rows.header) is not None
    except DataError:
        return False


def _rows(file: Path, reading: Reading, limit: int | None = None) -> Rows:
    return with_header(read_rows(file, limit, encoding=reading.encoding))


def _tells_boxes_only(file: Path, reading: Reading) -> bool:
    """Whether it has no column of labels, or several rows of one picture."""
    try:
        rows = _rows(file, reading, _PROBED)
        columns = box_columns(rows, file, reading)
        paths = rows.column(path_column(rows, file))
    except DataError:
        return False
    return columns is None or columns.label is None or len(set(paths)) < len(paths)


def _pictures(table: BoxTable, home: Path, reading: Reading, faults: Faults, say: Say) -> list[Annotated]:
    rows = _rows(table.file, reading)
    columns = box_columns(rows, table.file, reading)
    if columns is None or not rows.cells:
        raise DataError(Message("tables.no_row", path=table.file), code="data.empty")
    _tell_plan(rows, columns, table.file.name, say)
    name = below(table.file, home)
    things = _things(rows, columns, name, reading, faults, say)
    cells = rows.column(columns.path)
    files = _located(cells, table, home, say)
    plain = Columns(columns.path, columns.label, (), columns.split, (), columns.group)
    splits = split_of_rows(rows, plain, [table.part] * len(rows.cells), table.file, say)
    return _by_picture(rows, columns, files, things, splits, name)


def _located(cells: Sequence[str], table: BoxTable, home: Path, say: Say) -> list[Path | None]:
    names = list(dict.fromkeys(cells))
    found = locate_all(table.file.parent, names, table.file.name, table.part, say)
    lost = [at for at, file in enumerate(found) if file is None]
    if lost and home != table.file.parent:
        again = locate_all(home, [names[at] for at in lost], table.file.name, table.part, say)
        for at, file in zip(lost, again, strict=True):
            found[at] = file
    check_there(
        [names[at] for at, x in enumerate(found) if x is None], len(names), table.file.name, home, say
    )
    places = dict(zip(names, found, strict=True))
    return [places[cell] for cell in cells]


@dataclass(frozen=True, slots=True)
class Things:
    """What each row draws (None: nothing), and whether in shares of the picture's sides."""

    rows: list[Drawn | None]
    shares: bool


def _things(
    rows: Rows, columns: BoxColumns, table: str, reading: Reading, faults: Faults, say: Say
) -> Things:
    written = written_boxes(rows, columns, table, faults)
    shares = unit_of(written) == "shares"
    if shares:
        say(note("box_table.shares", table=table))
    first = 0 if shares else first_pixel(written, columns, table, reading, say)
    found: list[Drawn | None] = []
    for cells, line, box in zip(rows.cells, rows.lines, written, strict=True):
        place = Place(table, line)
        label = _NAMELESS if columns.label is None else nfc(said(cells[columns.label]))
        if box is None:
            found.append(None)
            continue
        if not label:
            faults.add(place, "box_table.no_label", column=rows.name(columns.label or 0))
        crowd = columns.crowd is not None and bool(number(cells[columns.crowd]))
        found.append(Drawn(label, edges(box, columns.form, first), place, crowd))
    return Things(found, shares)


def _by_picture(
    rows: Rows,
    columns: BoxColumns,
    files: Sequence[Path | None],
    things: Things,
    splits: Sequence[Split | None],
    table: str,
) -> list[Annotated]:
    """The rows of one picture are one sample. DataError data.split where they say several parts."""
    places: defaultdict[Path, list[int]] = defaultdict(list)
    for at, file in enumerate(files):
        if file is not None:
            places[file].append(at)
    pictures = []
    for file, rows_at in places.items():
        first = rows_at[0]
        other = next((at for at in rows_at if splits[at] != splits[first]), None)
        if other is not None:
            told = Message("box_table.two_parts", table=table, line=rows.lines[other], picture=file.name)
            raise DataError(told, code="data.split")
        drawn = tuple(thing for at in rows_at if (thing := things.rows[at]) is not None)
        size = _size(rows.cells[first], columns)
        group = None if columns.group is None else said(rows.cells[first][columns.group]) or None
        place = Place(table, rows.lines[first])
        pictures.append(Annotated(file, drawn, splits[first], size, things.shares, group, place))
    return pictures


def _size(cells: Sequence[str], columns: BoxColumns) -> tuple[int, int] | None:
    if columns.sides is None:
        return None
    width, height = (whole(cells[at]) for at in columns.sides)
    return (width, height) if width and height else None


def _check_once(pictures: Sequence[Annotated], path: Path) -> None:
    met = set[Path]()
    for picture in pictures:
        if picture.file in met:
            raise DataError(
                Message("box_table.in_two_tables", picture=below(picture.file, path)), code="data.split"
            )
        met.add(picture.file)


def _tell_plan(rows: Rows, columns: BoxColumns, table: str, say: Say) -> None:
    """Which column plays which part, as of other tables."""
    none = Message("columns.none")

    def name(at: int | None) -> str:
        return none if at is None else rows.name(at)

    left = [rows.name(at) for at in range(len(rows.header)) if at not in columns.used]
    label = Message("box_table.one_class", name=_NAMELESS) if columns.label is None else name(columns.label)
    box = Listed((rows.name(at) for at in columns.box), 4)
    say(
        note(
            "box_table.plan",
            table=table,
            path=name(columns.path),
            box=box,
            form=Message(f"box_form.{columns.form}"),
            label=label,
            split=name(columns.split),
            group=name(columns.group),
            left=Listed(left, 8) or Message("columns.nothing"),
        )
    )
