"""A table with a row for each clip: its file, its label, and perhaps which part of the file it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huoyan.data.classes import only_shown
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.formats.cells.duplicate_rows import without_twins
from huoyan.data.formats.cells.label_cells import said
from huoyan.data.formats.cells.places import source_of
from huoyan.data.formats.cells.row_truths import RowTruths
from huoyan.data.formats.cells.split_cells import split_of_rows
from huoyan.data.formats.cells.told_truths import told_truths
from huoyan.data.formats.clips.clip_columns import clip_columns, clip_path_column, locate_clip
from huoyan.data.formats.clips.clip_items import clip_picture, is_clip_file, list_clips
from huoyan.data.formats.clips.recordings import recordings
from huoyan.data.formats.clips.spans import WHOLE, Span, spans_of
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.folders.tree import visible
from huoyan.data.formats.reading import AS_IT_IS, OF_TABLES, Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.formats.rows.read import LISTS, read_rows
from huoyan.data.formats.sureness import CERTAIN_AND_MARKED, MARKED, NO
from huoyan.data.formats.table import check_missing
from huoyan.data.formats.tables.part_tables import PartTable, in_order, rows_of, stacked
from huoyan.data.formats.tables.table_files import SUFFIXES
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.picture import SequencePicture
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.text import named, printable
from huoyan.words import Listed, Message, counted, note, warning

HOLDS: tuple[Kind, ...] = ("class", "numbers")
OBEYS = (*OF_TABLES, "clip_labels")
MEDIUM: Medium = "clips"
_PROBED = 50


def sureness(path: Path, reading: Reading) -> float:
    """Tables whose rows name clips; they say more than the folders in which these lie."""
    if not _tables(path, reading):
        return NO
    return CERTAIN_AND_MARKED if reading.given() and reading.class_folders == "auto" else MARKED


def names_clip_files(path: Path, reading: Reading) -> bool:
    """Whether the files of a table end like clips, which nobody takes for pictures."""
    for table in _tables(path, reading):
        rows = read_rows(table.file, _PROBED, encoding=reading.encoding)
        cells = rows.column(clip_path_column(rows, table.file, reading))
        if 2 * sum(is_clip_file(Path(cell.strip())) for cell in cells) > len(cells):
            return True
    return False


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in the order of the rows; `source` is the path from the table's folder, with its part.

    Codes: data.columns, data.rows, data.encoding, data.label, data.split, data.format, data.missing_files.
    """
    tables = _chosen(path, reading, say)
    root = path if path.is_dir() else path.parent
    parts = [rows_of(table, reading, say) for table in tables]
    whole = stacked(parts)
    if not whole.cells:
        raise DataError(Message("tables.no_row", path=path), code="data.empty")
    found = clip_columns(whole, tables[0].file, reading)
    rows, columns = found.rows, found.columns
    table = Listed(printable(each.file.relative_to(root).as_posix()) for each in tables)
    say(columns.plan(rows, table))
    if found.spans.places:
        say(note("clips.spans", columns=Listed(map(whole.name, found.spans.places))))
    if found.spans.unread:
        say(warning("clips.spans_not_read", columns=Listed(map(whole.name, found.spans.unread))))
    if found.taken is not None:
        say(found.taken)
    told = told_truths(rows, columns, found.reading, say)
    given = [each.part for each, part in zip(tables, parts, strict=True) for _ in part.cells]
    splits = split_of_rows(rows, columns, given, path, say)
    homes = [each.file.parent for each, part in zip(tables, parts, strict=True) for _ in part.cells]
    files = [_located(home, cell) for home, cell in zip(homes, rows.column(columns.path), strict=True)]
    spans = spans_of(whole, found.spans, say)
    groups = recordings(files, _said_groups(rows, columns.group))
    samples = _samples(root, files, spans, told, splits, groups, say)
    check_missing(rows, columns, told, files, table, root, say)
    if path.is_dir():
        _tell_unlisted(root, table, files, say)
    if columns.group is not None:
        say(note("tables.group", column=rows.name(columns.group)))
    samples = without_twins(samples, told.names, told.kind, say)
    name = tables[0].file.name if len(tables) == 1 else root.resolve().name
    return only_shown(Dataset(printable(name), told.names, tuple(samples), told.kind), say)


def _tables(path: Path, reading: Reading) -> list[PartTable]:
    files = [path] if path.is_file() else visible(path) if path.is_dir() else []
    return in_order(
        [PartTable(file, worded_part(file.stem)) for file in files if _names_clips(file, reading)]
    )


def _names_clips(file: Path, reading: Reading) -> bool:
    if file.suffix.lower() not in SUFFIXES or file.suffix.lower() in LISTS or not file.is_file():
        return False
    try:
        rows = read_rows(file, _PROBED, encoding=reading.encoding)
        clip_path_column(rows, file, reading)
    except DataError:
        return False
    return True


def _chosen(path: Path, reading: Reading, say: Say) -> list[PartTable]:
    """The table that is named, the only one of a folder, or one for each part."""
    tables = _tables(path, reading)
    if path.is_file():
        return [PartTable(path, None)]
    if len(tables) == 1:
        say(note("tables.reading", table=tables[0].file.name, folder=named(path)))
        return [PartTable(tables[0].file, None)]
    parts = [table.part for table in tables]
    names = Listed((table.file.name for table in tables), 6)
    if None in parts or len(set(parts)) < len(parts):
        values = {"folder": named(path), "count": counted(len(tables), "table"), "tables": names}
        raise DataError(
            Message("tables.several", example=tables[0].file if tables else path / "labels.csv", **values),
            code="data.format",
        )
    say(note("tables.reading_parts", folder=named(path), tables=names))
    return tables


def _located(home: Path, cell: str) -> Path | None:
    """Paths count from the table's folder, else from the folder above it."""
    return locate_clip(home, cell) or locate_clip(home.parent, cell)


def _said_groups(rows: Rows, column: int | None) -> list[str]:
    return [""] * len(rows.cells) if column is None else [said(row[column]) for row in rows.cells]


def _samples(
    root: Path,
    files: Sequence[Path | None],
    spans: Sequence[Span | None],
    told: RowTruths,
    splits: Sequence[Split | None],
    groups: Sequence[str | None],
    say: Say,
) -> list[Sample]:
    samples, cut = [], 0
    for file, span, truth, split, group in zip(files, spans, told.of, splits, groups, strict=True):
        if file is None or span is None or truth is None:
            continue
        clip = clip_picture(file, span.start, span.end)
        whole = isinstance(clip, SequencePicture)
        cut += whole and not span.whole
        source = (WHOLE if whole else span).named(source_of(root, file))
        samples.append(Sample(source, truth, clip, split, group))
    if cut:
        say(warning("clips.no_span_of_sequences", clips=counted(cut, "clip")))
    return samples


def _tell_unlisted(root: Path, table: str | Listed, files: Sequence[Path | None], say: Say) -> None:
    known = {file.resolve() for file in files if file is not None}
    left = [clip for clip in list_clips(root).clips if clip.resolve() not in known]
    if left:
        names = Listed(printable(clip.relative_to(root).as_posix()) for clip in left)
        say(warning("clips.unlisted", clips=counted(len(left), "clip"), table=table, names=names))
