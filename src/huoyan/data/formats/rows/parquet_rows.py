"""Rows of a Parquet file, as they would stand in CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huoyan.data.formats.rows.grid import Rows, as_text
from huoyan.errors import DataError, MissingExtra
from huoyan.words import Message


def parquet_rows(path: Path, limit: int | None, *, strip: bool) -> Rows:
    """Every row, or the first `limit`. DataError data.rows where the file is damaged."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", Message("rows.reading", file=path.name)) from error
    try:
        table = pyarrow.parquet.ParquetFile(path)
        found = next(table.iter_batches(batch_size=limit), None) if limit else table.read()
        header = tuple(str(name).strip() for name in table.schema_arrow.names)
        read = found.columns if found is not None else []
        columns = [[as_text(value, strip=strip) for value in column.to_pylist()] for column in read]
    except UnicodeDecodeError as error:
        raise DataError(
            Message("rows.parquet_not_utf8", path=path, reason=str(error)), code="data.encoding"
        ) from error
    except OSError as error:
        if error.errno is not None:  # the disk's, not the file's
            raise
        raise _damaged(path, error) from error
    except (pyarrow.ArrowException, ValueError, OverflowError, MemoryError) as error:
        raise _damaged(path, error) from error
    for name, values, texts in zip(header, read, columns, strict=True):
        if not any(texts) and _holds_pictures(values):
            raise DataError(Message("rows.parquet_pictures", path=path, column=name), code="data.columns")
    cells = [list(row) for row in zip(*columns, strict=True)]
    return Rows(header, cells, list(range(1, len(cells) + 1)))


def _holds_pictures(values: Any) -> bool:
    first = next((value for value in values.to_pylist() if value is not None), None)
    return isinstance(first, bytes) or (isinstance(first, dict) and isinstance(first.get("bytes"), bytes))


def _damaged(path: Path, error: Exception) -> DataError:
    reason = str(error).strip().rstrip(".")
    return DataError(Message("rows.no_parquet", path=path, reason=reason), code="data.rows")
