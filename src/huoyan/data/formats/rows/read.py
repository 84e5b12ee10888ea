"""Rows of a table file, whatever wrote it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from huoyan.data.formats.columns.column_names import PATH, key
from huoyan.data.formats.rows.csv_rows import csv_rows
from huoyan.data.formats.rows.encoding import decode_text
from huoyan.data.formats.rows.file_bytes import bytes_of, no_memory
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.formats.rows.json_rows import json_rows
from huoyan.data.formats.rows.list_rows import list_rows
from huoyan.data.formats.rows.parquet_rows import parquet_rows
from huoyan.errors import DataError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

__all__ = ["JSON", "LISTS", "PARQUET", "Rows", "read_rows"]

PARQUET, JSON, LISTS = (".parquet", ".pq"), (".jsonl", ".ndjson"), (".txt", ".lst")


def read_rows(
    path: Path, limit: int | None = None, *, strip: bool = True, encoding: str | None = None
) -> Rows:
    """Every row of the file, or the first `limit`; `strip`: without the blanks around each cell.

    Codes: data.encoding, data.rows, data.permission, data.missing, data.too_large; usage.table for an
    unknown `encoding`.
    """
    try:
        if path.suffix.lower() in PARQUET:
            return parquet_rows(path, limit, strip=strip)
        text, guessed = decode_text(bytes_of(path), path, encoding)
    except PermissionError as error:
        raise DataError(Message("rows.no_permission", path=path), code="data.permission") from error
    except OSError as error:
        raise DataError(
            Message("rows.unreadable", path=path, reason=system_reason(error)), code="data.missing"
        ) from error
    except MemoryError as error:
        raise no_memory(path) from error
    if path.suffix.lower() in LISTS and not _has_header(text):
        rows = list_rows(text, path, limit)
    elif path.suffix.lower() in JSON:
        rows = json_rows(text, path, limit, strip=strip)
    else:
        rows = csv_rows(text, path, limit, strip=strip)
    return replace(rows, guessed=guessed)


def _has_header(text: str) -> bool:
    """Whether a .txt file begins with the name of a column of files, and is CSV."""
    first = text.lstrip().split("\n", 1)[0]
    return key(re.split(r"[,;\t|\s]", first, maxsplit=1)[0]) in PATH
