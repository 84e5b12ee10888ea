"""Rows of JSON Lines, an object a row, as Hugging Face's metadata.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from huoyan.data.formats.rows.grid import Rows, as_text
from huoyan.errors import DataError
from huoyan.words import Message


def json_rows(text: str, path: Path, limit: int | None, *, strip: bool) -> Rows:
    """Columns in the order in which they first appear. DataError data.rows names the line."""
    found: list[dict[str, Any]] = []
    lines: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        if limit is not None and len(found) == limit:
            break
        if line.strip():
            found.append(_object(line, path, number))
            lines.append(number)
    header = tuple(dict.fromkeys(name for row in found for name in row))
    cells = [[as_text(row.get(name), strip=strip) for name in header] for row in found]
    return Rows(tuple(name.strip() for name in header), cells, lines)


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(
            Message("rows.no_json", path=path, line=number, reason=str(error)), code="data.rows"
        ) from error
    if not isinstance(value, dict):
        raise DataError(Message("rows.no_object", path=path, line=number), code="data.rows")
    return value
