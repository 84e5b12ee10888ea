"""What a table file holds, whatever wrote it: a header and cells, all as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Rows:
    """`cells` has the columns of `header`; `lines` are their places in the file, for messages.

    `guessed` names the encoding where the file does not say it.
    """

    header: tuple[str, ...]
    cells: list[list[str]]
    lines: list[int]
    guessed: str | None = None

    def column(self, at: int) -> list[str]:
        return [cells[at] for cells in self.cells]

    def name(self, at: int) -> str:
        """The column's header, or its place where that is empty."""
        return self.header[at] or Message("rows.nameless_column", n=at + 1)


def as_text(value: Any, *, strip: bool = True) -> str:
    """A value as it would stand in CSV; whole floats without the point, truth as 1 and 0, lists as JSON.

    Of a picture inside the table (bytes with a path) the path is taken.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        texts = [as_text(part) for part in value if part is not None]
        return json.dumps(texts, ensure_ascii=False)
    if isinstance(value, dict):
        return as_text(value.get("path"))
    text = "" if isinstance(value, bytes) else str(value)
    return text.strip() if strip else text
