"""Rows of a table file, CSV or Parquet, as text: a header and cells, whatever wrote them; and CSV written."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.errors import DataError, MissingExtra, UsageError
from huoyan.text import printable

DELIMITERS = (",", ";", "\t")
# A cell of Parquet that holds a list is joined with this, the separator of labels in CSV.
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Rows:
    """`cells` has the columns of `header`; `lines` are their places in the file, for messages."""

    header: tuple[str, ...]
    cells: list[list[str]]
    lines: list[int]


def read_rows(path: Path, limit: int | None = None) -> Rows:
    """Every row of the file, or the first `limit`. Codes: data.encoding, data.rows, data.permission."""
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return _read_parquet(path, limit)
        return _read_csv(path, limit)
    except PermissionError as error:
        raise DataError(f"{path} may not be read (permission denied).", code="data.permission") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}", code="data.missing") from error


def write_rows(path: str | Path, header: Sequence[str], cells: Iterable[Sequence[str]], code: str) -> None:
    """A CSV file in UTF-8 that `read_rows` reads again. UsageError `code` where it cannot be written."""
    path, text = Path(path), io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([printable(cell) for cell in row] for row in cells)
    there = path.exists()
    try:
        path.write_bytes(text.getvalue().encode())
    except OSError as error:
        if not there:  # no half a list is left to be taken for a whole one
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "Free some space" if full else "Make it writable"
        raise UsageError(
            f"{path} cannot be written ({error.strerror}). {remedy}, or name another place.", code=code
        ) from error


def _read_csv(path: Path, limit: int | None) -> Rows:
    text = _decode(path.read_bytes(), path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    cells: list[list[str]] = []
    lines: list[int] = []
    header: tuple[str, ...] = ()
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = tuple(cell.strip() for cell in row)
                continue
            if limit is not None and len(cells) == limit:
                break
            cells.append(_fitted(row, header, path, reader.line_num))
            lines.append(reader.line_num)
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: {error}.", code="data.rows") from error
    return Rows(header, cells, lines)


def _fitted(row: list[str], header: tuple[str, ...], path: Path, line: int) -> list[str]:
    """The cells of a row without outer blanks, as many as the header has; missing ones are empty."""
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        raise DataError(
            f"{path}, line {line} has {len(row)} cells, the header has {len(header)}. "
            'Put cells that hold the delimiter into double quotes ("a, b.jpg").',
            code="data.rows",
        )
    cells = [cell.strip() for cell in row[: len(header)]]
    return cells + [""] * (len(header) - len(cells))


def _decode(data: bytes, path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 with it (Excel's "Unicode text"), else GB 18030.

    A GB 18030 table of very few Chinese characters can happen to be valid UTF-8; it is then read as that.
    """
    unicode = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (unicode, "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(
        f"{path} is text neither in UTF-8 nor in GB 18030. Save it as UTF-8 (in Excel: CSV UTF-8).",
        code="data.encoding",
    )


def _delimiter(text: str) -> str:
    """The delimiter that cuts the header into most columns: labels in cells cannot mislead it."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _read_parquet(path: Path, limit: int | None) -> Rows:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", f"reading {path.name}") from error
    try:
        table = pyarrow.parquet.ParquetFile(path)
        found = next(table.iter_batches(batch_size=limit), None) if limit else table.read()
    except pyarrow.ArrowInvalid as error:
        raise DataError(f"{path} is not readable as Parquet: {error}", code="data.rows") from error
    header = tuple(str(name).strip() for name in table.schema_arrow.names)
    columns = [[_text(value) for value in column.to_pylist()] for column in found.columns] if found else []
    cells = [list(row) for row in zip(*columns, strict=True)]
    return Rows(header, cells, list(range(1, len(cells) + 1)))


def _text(value: Any) -> str:
    """A value of Parquet as it would stand in CSV; whole floats without the point, truth as 1 and 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return SEPARATOR.join(_texts(value))
    return str(value).strip()


def _texts(values: list[Any]) -> Iterator[str]:
    return (_text(value) for value in values if value is not None)
