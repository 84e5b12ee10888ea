"""Tables of a page: cells that say how they read and by what they are sorted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: what is read, what is sorted by (a number sorts as a number), and its CSS class."""

    text: str
    key: float | str
    numeric: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    return Table(tuple(heads), tuple(tuple(row) for row in rows))


def cell(value: Any, text: str | None = None) -> Cell:
    """A cell of a number or of text; `text` overrides how it reads."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Cell(str(value) if text is None else text, str(value), False)
    key = float(value) if math.isfinite(value) else -1.0
    return Cell(f"{value:,}" if text is None else text, key, True)
