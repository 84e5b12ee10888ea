"""Rows of CSV text; a quote that was never closed is an error, not a cell that swallows the rest."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from huoyan.data.formats.rows.grid import Rows
from huoyan.errors import DataError
from huoyan.words import Message

DELIMITERS = (",", ";", "\t", "|")
# Excel reads the delimiter from such a first line, and some programs write it.
_SEP = re.compile(r'\s*"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n)', re.IGNORECASE)


def csv_rows(text: str, path: Path, limit: int | None, *, strip: bool) -> Rows:
    """Every row that is not blank, or the first `limit`. DataError data.rows names the line."""
    if "\n" not in text:  # the line ends of old Macs, which Excel still offers
        text = text.replace("\r", "\n")
    told = _SEP.match(text)
    skipped = 0 if told is None else 1
    text = text if told is None else text[told.end() :]
    delimiter = told[1] if told else _delimiter(text, path)
    cells: list[list[str]] = []
    lines: list[int] = []
    header: tuple[str, ...] = ()
    for row, first, last in _read(text, delimiter, path, skipped):
        if not any(cell.strip() for cell in row):
            continue
        if not header:
            header = tuple(cell.strip() for cell in row)
            continue
        if limit is not None and len(cells) == limit:
            break
        _check_quotes(row, header, delimiter, path, (first, last))
        cells.append(_fitted(row, header, path, last, strip=strip))
        lines.append(last)
    return Rows(header, cells, lines)


def _read(text: str, delimiter: str, path: Path, skipped: int) -> Iterator[tuple[list[str], int, int]]:
    """Each row with its first and last line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first = 1
    try:
        for row in reader:
            yield row, first + skipped, reader.line_num + skipped
            first = reader.line_num + 1
    except csv.Error as error:
        line = first + skipped
        if "unexpected end" in str(error):
            raise DataError(Message("rows.open_quote", path=path, line=line), code="data.rows") from error
        raise _broken(path, line, error) from error


def _broken(path: Path, line: int, error: csv.Error) -> DataError:
    return DataError(Message("rows.in_line", path=path, line=line, reason=_reason(error)), code="data.rows")


def _reason(error: csv.Error) -> str:
    if "expected after" in str(error):
        return Message("rows.text_after_quote")
    if "field limit" in str(error):
        return Message("rows.long_cell", most=csv.field_size_limit())
    if "new-line" in str(error):
        return Message("rows.carriage_return")
    return str(error)


def _check_quotes(
    row: list[str], header: tuple[str, ...], delimiter: str, path: Path, lines: tuple[int, int]
) -> None:
    """Lines inside a quoted cell that look like rows were swallowed by a quote that closes too late."""
    inner = [line for cell in row if "\n" in cell or "\r" in cell for line in cell.splitlines()[1:]]
    if any(line.count(delimiter) >= max(1, len(header) - 1) for line in inner):
        raise DataError(Message("rows.late_quote", path=path, line=lines[0], last=lines[1]), code="data.rows")


def _fitted(row: list[str], header: tuple[str, ...], path: Path, line: int, *, strip: bool) -> list[str]:
    """As many cells as the header has; missing ones are empty."""
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        raise DataError(
            Message("rows.many_cells", path=path, line=line, n=len(row), columns=len(header)),
            code="data.rows",
        )
    cells = [cell.strip() if strip else cell for cell in row[: len(header)]]
    return cells + [""] * (len(header) - len(cells))


def _delimiter(text: str, path: Path) -> str:
    """The delimiter that cuts the header into most columns: labels in cells cannot mislead it."""
    header = next((line for line in io.StringIO(text) if line.strip()), "").strip("\r\n")
    try:
        return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))
    except csv.Error as error:
        raise _broken(path, 1, error) from error
