"""What the cells of columns of numbers say: the numbers of a row, or that it has none."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from huoyan.data.sample.truth import Numbers
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import printable
from huoyan.words import Listed, Message, counted, warning

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LARGEST = float(np.finfo(np.float32).max)  # networks compute in single precision
_WITH_COMMA = re.compile(r"[+-]?[\d.]*\d,[\d.,]*\d([eE][+-]?\d+)?", re.ASCII)


def number_in(cell: str) -> float | None:
    """The number that a cell is; None for a word, nothing, and what is not finite in single precision."""
    bare = cell.strip()
    value = float(bare) if _NUMBER.fullmatch(bare) else math.inf
    return value if abs(value) <= _LARGEST else None


def mostly_numbers(cells: Sequence[str]) -> bool:
    """Whether more than half of the cells that say anything are numbers."""
    filled = [cell for cell in cells if cell.strip()]
    return 2 * sum(number_in(cell) is not None for cell in filled) > len(filled)


def tell_numbers(
    columns: Sequence[Sequence[str]], names: Sequence[str], lines: Sequence[int], say: Say
) -> list[Numbers | None]:
    """The numbers of each row, None where one is missing: such rows are counted and said.

    Codes: data.columns (words where numbers are expected, or commas in them).
    """
    for cells, name in zip(columns, names, strict=True):
        _check_commas(cells, name, lines)
        _check_words(cells, name)
    rows = list(zip(*columns, strict=True))
    told = [_numbers_of(row) for row in rows]
    gone = [at for at, numbers in enumerate(told) if numbers is None]
    if gone:
        say(
            warning(
                "numbers.left_out",
                rows=counted(len(gone), "row"),
                total=len(rows),
                columns=Listed(map(repr, names)),
                examples=_listed([cell for at in gone for cell in rows[at] if number_in(cell) is None]),
                lines=Listed(lines[at] for at in gone),
            )
        )
    return told


def _numbers_of(row: Sequence[str]) -> Numbers | None:
    values = [value for cell in row if (value := number_in(cell)) is not None]
    return Numbers(tuple(values)) if len(values) == len(row) else None


def _check_commas(cells: Sequence[str], column: str, lines: Sequence[int]) -> None:
    for cell, line in zip(cells, lines, strict=True):
        if _WITH_COMMA.fullmatch(cell.strip()):
            message = Message("numbers.comma", line=line, cell=cell.strip(), column=column)
            raise DataError(message, code="data.columns")


def _check_words(cells: Sequence[str], column: str) -> None:
    odd = [cell for cell in cells if number_in(cell) is None]
    if len(odd) == len(cells) or not mostly_numbers(cells):
        message = Message(
            "numbers.words",
            column=column,
            n=len(cells) - len(odd),
            total=len(cells),
            examples=_listed([cell for cell in odd if cell.strip()] or odd),
        )
        raise DataError(message, code="data.columns")


def _listed(cells: Sequence[str]) -> Listed:
    """The commonest of the cells, each with its count."""
    empty = Message("numbers.empty_cell")
    met = Counter(cell.strip() for cell in cells)
    return Listed(
        (
            Message("numbers.times", what=repr(printable(cell[:40])) if cell else empty, n=n)
            for cell, n in met.most_common()
        ),
        3,
    )
