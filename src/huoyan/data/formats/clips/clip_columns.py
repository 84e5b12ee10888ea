"""Which column of a table of clips plays which part: file, times, label, split, group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from huoyan.data.formats.cells.number_cells import mostly_numbers, number_in
from huoyan.data.formats.cells.places import locate
from huoyan.data.formats.clips.clip_items import is_clip_file
from huoyan.data.formats.clips.spans import SpanColumns, span_columns
from huoyan.data.formats.columns.column_names import GROUP, LABEL, PATH, key
from huoyan.data.formats.columns.roles import Columns, columns_of, given_column
from huoyan.data.formats.reading import NO_COLUMN, Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.sample.kind import Kind
from huoyan.errors import DataError
from huoyan.words import Listed, Message, Remark, note

_PATH = ("clip", "clippath", "clipname", "video", "videopath", "videofile", "videoname", "视频", *PATH)
# What is filmed more than once; of pictures these words mean other things.
_GROUP = (*GROUP, "scene", "sceneid", "camera", "cameraid", "cam", "recording", "recordingid", "session",
          "sessionid", "actor", "actorid", "场景", "摄像头", "录像")  # fmt: skip
_PROBED = 50
# More different numbers than this, with fractions, are measured; fewer may be names of classes.
_MANY = 20


@dataclass(frozen=True, slots=True)
class ClipColumns:
    """rows: without the columns of times, for `columns` and `reading`; spans: of the rows as read. taken: for
    what labels that are numbers were taken, where nobody said it.
    """

    rows: Rows
    columns: Columns
    spans: SpanColumns
    reading: Reading
    taken: Remark | None = None


def clip_columns(rows: Rows, path: Path, reading: Reading) -> ClipColumns:
    """Raises DataError data.columns."""
    file = clip_path_column(rows, path, reading)
    spans = span_columns(rows, _named(reading))
    bare = _without(rows, [at for at in spans.places if at != file])
    kind, taken = _kind(bare, reading)
    chosen = replace(
        reading,
        path_column=rows.header[file],
        group_column=_group(bare, rows.header[file], path, reading),
        labels_per_picture="one" if reading.labels_per_picture == "auto" else reading.labels_per_picture,
        kind=kind,
    )
    return ClipColumns(bare, columns_of(bare, path, chosen), spans, chosen, taken)


def clip_path_column(rows: Rows, path: Path, reading: Reading) -> int:
    """The column that the user names, or the one whose cells are clips that are there, or are called so."""
    if (given := given_column(rows, path, reading, "path")) is not None:
        return given
    places = range(len(rows.header))
    there = [
        at for at in places if _mostly(rows, at, lambda cell: locate_clip(path.parent, cell) is not None)
    ]
    called = [at for at in places if _mostly(rows, at, lambda cell: is_clip_file(Path(cell.strip())))]
    found = there or called
    if not found:
        columns = Listed(filter(None, rows.header), 12) or Message("columns.none")
        raise DataError(Message("clips.no_path_column", path=path, columns=columns), code="data.columns")
    keys = {key(rows.header[at]): at for at in reversed(found)}
    return next((keys[name] for name in _PATH if name in keys), found[0])


def locate_clip(folder: Path, cell: str) -> Path | None:
    """The video, sequence or folder that a cell names by its path, if it is there."""
    return locate(folder, cell, there=_is_clip)


def _is_clip(path: Path) -> bool:
    return path.is_dir() or (path.is_file() and is_clip_file(path))


def _mostly(rows: Rows, at: int, is_one: Callable[[str], bool]) -> bool:
    probed = [cell for cell in rows.column(at) if cell.strip() and cell.strip() != "."][:_PROBED]
    return bool(probed) and 2 * sum(map(bool, map(is_one, probed))) > len(probed)


def _named(reading: Reading) -> set[str]:
    """Keys of the columns that the user names for something."""
    given = (reading.path_column, reading.split_column, reading.group_column)
    labels = (reading.label_column or "").split(",")
    return {key(name) for name in (*given, *labels) if name}


def _without(rows: Rows, places: Sequence[int]) -> Rows:
    kept = [at for at in range(len(rows.header)) if at not in places]
    cells = [[row[at] for at in kept] for row in rows.cells]
    return Rows(tuple(rows.header[at] for at in kept), cells, rows.lines, rows.guessed)


def _group(rows: Rows, file: str, path: Path, reading: Reading) -> str:
    """The name of the column of groups, by the user or by what columns of clips are called."""
    if reading.group_column is not None:
        given_column(rows, path, reading, "group")  # refuses one that is not there
        return reading.group_column
    label = (reading.label_column or "").casefold()
    keys = {key(name): name for name in reversed(rows.header) if name != file and name.casefold() != label}
    named = [keys[name] for name in _GROUP if name in keys]
    varied = [name for name in named if len({*rows.column(rows.header.index(name))} - {""}) > 1]
    return next(iter(varied), NO_COLUMN)


def _kind(rows: Rows, reading: Reading) -> tuple[Kind | None, Remark | None]:
    """What the labels are: what is asked for; else numbers, where the label column holds many with fractions,
    else classes. Of numbers it is said what they were taken for."""
    if reading.kind is not None:
        return reading.kind, None
    if reading.clip_labels != "auto":
        return ("numbers" if reading.clip_labels == "numbers" else "class"), None
    wanted = (reading.label_column or "").casefold()
    named = [at for at, name in enumerate(rows.header) if name.casefold() == wanted or key(name) in LABEL]
    for at in named[:1]:
        cells, values = rows.column(at), {number_in(cell) for cell in rows.column(at)} - {None}
        if not values or not mostly_numbers(cells):
            continue
        many = len(values) > _MANY and not all(value.is_integer() for value in values if value is not None)
        told = "clips.taken_as_numbers" if many else "clips.taken_as_classes"
        return ("numbers" if many else "class"), note(told, column=rows.name(at), n=len(values))
    return None, None
