"""Columns of 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from huoyan.data.formats.rows.grid import Rows
from huoyan.errors import DataError
from huoyan.words import Message

_YES, _NO = ("1", "true", "yes", "y", "t"), ("0", "", "false", "no", "n", "f")
_VALUES = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_MINUS = "-1"  # CelebA's way to write 0


def _word(cell: str) -> str:
    """In small letters; 1.0 and 1.00 as 1."""
    bare = cell.strip().casefold()
    return bare.rstrip("0").rstrip(".") or "0" if "." in bare else bare


def truth(cell: str) -> bool | None:
    """True, False, or None for a cell that is neither."""
    return _VALUES.get(_word(cell))


def values_of(cells: Sequence[str]) -> list[bool] | None:
    """The column as true and false; None where it is no column of 0 and 1 (or of -1 and 1)."""
    bare = {cell: _word(cell) for cell in set(cells)}
    met = set(bare.values())
    if not met - {""}:
        return None
    minus = met <= {_MINUS, "1"}
    if not minus and not met <= _VALUES.keys():
        return None
    true = {cell for cell, word in bare.items() if word in _YES}
    return [cell in true for cell in cells]


def exclusive(rows: Rows, columns: Sequence[int]) -> list[int]:
    """Columns of 0 and 1, two or more, of which every row has exactly one 1; [] where there are none.

    Columns that meet most others in a row are set aside first.
    """
    truths = {at: np.array(values_of(rows.column(at)) or [], bool) for at in columns}
    kept = list(columns)
    while len(kept) > 1:
        stacked = np.stack([truths[at] for at in kept]).astype(np.float32)
        if (stacked.sum(axis=0) == 1).all():
            return kept
        meets = ((stacked @ stacked.T) > 0).sum(axis=1)
        if meets.max() == 1:  # none meets another, and some rows have none
            return []
        kept.pop(int(meets.argmax()))
    return []


def check_typos(rows: Rows, at: int, path: Path) -> None:
    """A column that mostly holds 0 and 1 is an error: a class must not vanish by one typo."""
    cells = rows.column(at)
    odd = [row for row, cell in enumerate(cells) if truth(cell) is None]
    some = any(truth(cell) is not None and cell for cell in cells)
    if odd and some and 2 * len(odd) < len(cells) and {_word(cells[row]) for row in odd} != {_MINUS}:
        row = odd[0]
        raise DataError(
            Message("columns.typo", path=path, line=rows.lines[row], cell=cells[row], column=rows.name(at)),
            code="data.columns",
        )
