"""A table (CSV, Parquet, JSON Lines, a list file) with a row for each picture: its file and its labels.

`rows` reads a file, `columns` decides what each column means, `cells` what is said in them, `part_tables`
which tables belong together; all of it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huoyan.data.classes import only_shown
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.formats.cells.duplicate_rows import without_twins
from huoyan.data.formats.cells.label_cells import LONGEST, said
from huoyan.data.formats.cells.places import locate_all, source_of
from huoyan.data.formats.cells.row_truths import RowTruths
from huoyan.data.formats.cells.split_cells import split_of_rows
from huoyan.data.formats.cells.told_truths import told_truths
from huoyan.data.formats.columns.roles import Columns, columns_of
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.reading import AS_IT_IS, OF_TABLES, Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.formats.sureness import CERTAIN, LIKELY, NO
from huoyan.data.formats.tables.part_tables import (
    PartTable,
    check_alike,
    chosen_tables,
    other_parts,
    refusal,
    rows_of,
    sources_in,
    stacked,
)
from huoyan.data.formats.tables.table_files import SUFFIXES
from huoyan.data.formats.tables.unlisted import tell_unlisted
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.picture import FilePicture
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.text import named, printable
from huoyan.words import Listed, Message, counted, note, warning

__all__ = ["HOLDS", "MEDIUM", "OBEYS", "check_missing", "read", "refusal", "sureness"]


HOLDS: tuple[Kind, ...] = ("class", "labels", "numbers", "quality")
OBEYS = OF_TABLES
MEDIUM: Medium = "pictures"


def sureness(path: Path, reading: Reading) -> float:
    """A table file, or a folder with tables at its top or in its folders of parts.

    Certain where the user says how a table is read.
    """
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        return NO
    if not path.is_file() and (not path.is_dir() or not sources_in(path, reading)):
        return NO
    return CERTAIN if reading.given() and reading.class_folders == "auto" else LIKELY


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in the order of the rows; `source` is the path as relative to the table's folder.

    Codes: data.columns, data.rows, data.encoding, data.label, data.split, data.ambiguous (a name of several
    files), data.missing_files (more than half of the files), usage.table.
    """
    sources = chosen_tables(path, reading, say) if path.is_dir() else _given(path, reading, say)
    root = path if path.is_dir() else path.parent
    parts = [rows_of(source, reading, say) for source in sources]
    rows = stacked(parts)
    table = Listed(printable(source.file.relative_to(root).as_posix()) for source in sources)
    columns = columns_of(rows, sources[0].file if len(sources) == 1 else path, reading)
    check_alike(sources, parts, rows, (columns.path, columns.label))
    say(columns.plan(rows, table))
    if not rows.cells:
        raise DataError(Message("tables.no_row", path=path), code="data.empty")
    told = told_truths(rows, columns, reading, say)
    given = [source.part for source, part in zip(sources, parts, strict=True) for _ in part.cells]
    splits = split_of_rows(rows, columns, given, path, say)
    files = _files(sources, parts, rows.column(columns.path), say)
    samples = _samples(root, rows, columns, told, splits, files)
    _tell_rows(rows, columns, told, say)
    check_missing(rows, columns, told, files, table, root, say)
    if path.is_dir():
        tell_unlisted(path, table, files, say)
    _tell_columns(rows, columns, say)
    joined = told.kind == "labels" and reading.labels_per_picture == "several"
    samples = without_twins(samples, told.names, told.kind, say, joined=joined)
    name = sources[0].file.name if len(sources) == 1 else root.resolve().name
    return only_shown(Dataset(printable(name), told.names, tuple(samples), told.kind), say)


def _given(path: Path, reading: Reading, say: Say) -> list[PartTable]:
    others = other_parts(path, reading)
    if others:
        tables = Listed(file.name for file in others)
        say(note("tables.others_beside", tables=tables, table=path.name, folder=named(path.parent)))
    return [PartTable(path, None)]


def _tell_columns(rows: Rows, columns: Columns, say: Say) -> None:
    """What the plan's one line does not say: what a group does, and which columns say nothing."""
    if columns.group is not None:
        name = rows.name(columns.group)
        say(note("tables.group", column=name))
        if bare := sum(not said(cell) for cell in rows.column(columns.group)):
            say(note("tables.no_group", rows=counted(bare, "row"), column=name))
    constant = [rows.name(at) for at in columns.constant]
    if columns.classes and constant:
        say(note("tables.constant", columns=Listed(constant)))


def _files(
    sources: Sequence[PartTable], parts: Sequence[Rows], cells: Sequence[str], say: Say
) -> list[Path | None]:
    files, start = list[Path | None](), 0
    for source, part in zip(sources, parts, strict=True):
        own = cells[start : start + len(part.cells)]
        start += len(own)
        name = worded_part(source.file.stem)
        files += locate_all(source.file.parent, own, printable(source.file.name), name, say)
    return files


def _samples(
    root: Path,
    rows: Rows,
    columns: Columns,
    told: RowTruths,
    splits: Sequence[Split | None],
    files: Sequence[Path | None],
) -> list[Sample]:
    samples = []
    for row, truth, split, file in zip(rows.cells, told.of, splits, files, strict=True):
        if file is None or truth is None:
            continue
        group = said(row[columns.group]) or None if columns.group is not None else None
        samples.append(Sample(source_of(root, file), truth, FilePicture(file), split, group))
    return samples


def _tell_rows(rows: Rows, columns: Columns, told: RowTruths, say: Say) -> None:
    """Rows with neither a file nor a word about a missing label; those of other kinds are said elsewhere."""
    label = columns.label
    bare = [
        at
        for at, row in enumerate(rows.cells)
        if not row[columns.path].strip()
        or (label is not None and told.of[at] is None and not row[label].strip())
    ]
    if bare:
        empty = any(rows.cells[at][columns.path].strip() for at in bare)
        key = "tables.bare_rows_or_none" if empty else "tables.bare_rows"
        lines = Listed(rows.lines[at] for at in bare)
        say(warning(key, rows=counted(len(bare), "row"), lines=lines))


def check_missing(
    rows: Rows,
    columns: Columns,
    truths: RowTruths,
    files: Sequence[Path | None],
    table: str | Listed,
    root: Path,
    say: Say,
) -> None:
    wanted = [
        at for at, row in enumerate(rows.cells) if row[columns.path].strip() and truths.of[at] is not None
    ]
    missing = [rows.cells[at][columns.path].strip() for at in wanted if files[at] is None]
    if not missing:
        return
    told = Message(
        "tables.missing_files",
        n=len(missing),
        total=len(wanted),
        table=table,
        files=Listed(name if len(name) < LONGEST else f"{name[:40]}..." for name in missing),
        folder=named(root),
    )
    if 2 * len(missing) > len(wanted):
        raise DataError(told, code="data.missing_files")
    say(warning("tables.rows_left_out", told=told))
