"""Which files of a folder are tables of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.formats.columns.label_column import Unclear
from huoyan.data.formats.columns.roles import are_files, columns_of, path_column
from huoyan.data.formats.folders.tree import visible
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.rows.read import JSON, LISTS, PARQUET, read_rows
from huoyan.errors import DataError
from huoyan.words import Message

SUFFIXES = (".csv", ".tsv", *PARQUET, *JSON, *LISTS)
# What contests hand out to be filled in.
_FORM = "submission"


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that may be a table of pictures; `error` says why it is none by itself."""

    file: Path
    header: tuple[str, ...] = ()
    names_files: bool = False
    error: DataError | None = None


def tables_in(folder: Path, reading: Reading) -> list[TableFile]:
    """Every file at the top of a folder that has the ending of a table."""
    files = [file for file in visible(folder) if file.suffix.lower() in SUFFIXES and file.is_file()]
    return [_looked_at(file, reading) for file in files if _FORM not in file.stem.casefold()]


def accepted(tables: Sequence[TableFile]) -> list[TableFile]:
    """Tables with files and labels, and those with the same columns: a part may show one class only."""
    headers = {table.header for table in tables if table.error is None}
    return [
        table for table in tables if table.error is None or (table.names_files and table.header in headers)
    ]


def _looked_at(file: Path, reading: Reading) -> TableFile:
    try:
        rows = read_rows(file, strip=False, encoding=reading.encoding)
        files = are_files(rows.column(path_column(rows, file)), file.parent)
        header = tuple(sorted(rows.header))
    except DataError as error:
        return TableFile(file, error=error)
    if file.suffix.lower() in (*LISTS, *JSON) and not files:
        none = DataError(Message("tables.names_no_pictures", file=file), code="data.columns")
        return TableFile(file, header, files, none)
    try:
        columns_of(rows, file, reading)
    except Unclear as error:
        return TableFile(file, header, files, None if files else error)
    except DataError as error:
        return TableFile(file, header, files, error)
    return TableFile(file, header, files)
