"""Where a table keeps the numbers that are to be learnt of its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huoyan.data.formats.cells.number_cells import mostly_numbers
from huoyan.data.formats.columns.column_names import LABEL, key
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Listed, Message

_SHOWN = 12


def number_columns(rows: Rows, rest: Sequence[int], path: Path, reading: Reading) -> tuple[int, ...]:
    """Those of a model's quantities, else the one of numbers among `rest` that is called like a label.

    DataError data.columns where there is none, or more than one.
    """
    known = [next((at for at in rest if nfc(rows.header[at]) == name), None) for name in reading.known]
    if known and None not in known:
        return tuple(at for at in known if at is not None)
    called = [at for at in rest if key(rows.header[at]) in LABEL]
    named = [at for at in called if mostly_numbers(rows.column(at))]
    numeric = named or [at for at in rest if rows.cells and mostly_numbers(rows.column(at))]
    if len(named) == 1 or (len(called) == 1 and rows.cells and not numeric):
        return (*named, *called)[:1]  # cells that are no numbers are told of when they are read
    example = rows.name(numeric[0]) if numeric else "A,B"
    values = {"path": path, "example": example}
    if named:
        told = Message("numbers.several_columns", columns=Listed(map(rows.name, named), _SHOWN), **values)
    else:
        header = Listed(filter(None, rows.header), _SHOWN)
        told = Message("numbers.no_column", columns=header, **values)
    raise DataError(told, code="data.columns")
