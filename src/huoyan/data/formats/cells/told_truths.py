"""What the columns of labels, or of numbers, say to be true of each row of a table."""

from __future__ import annotations

import shlex
from collections import Counter

from huoyan.data.formats.cells.label_cells import LONGEST, Labels, Told, tell_labels
from huoyan.data.formats.cells.number_cells import tell_numbers
from huoyan.data.formats.cells.row_truths import RowTruths, truths_of_labels, truths_of_numbers
from huoyan.data.formats.columns.roles import Columns
from huoyan.data.formats.columns.zeros_and_ones import values_of
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Message, counted, note, warning


def told_truths(rows: Rows, columns: Columns, reading: Reading, say: Say) -> RowTruths:
    """A truth a row, of the columns of labels or of numbers; what is odd in their cells is said."""
    if not columns.numbers:
        return truths_of_labels(_labels(rows, columns, reading, say))
    names = [rows.name(at) for at in columns.numbers]
    numbers = tell_numbers([rows.column(at) for at in columns.numbers], names, rows.lines, say)
    return truths_of_numbers(names, numbers)


def _labels(rows: Rows, columns: Columns, reading: Reading, say: Say) -> Told:
    if columns.label is not None:
        return tell_labels(rows.column(columns.label), rows.name(columns.label), rows.lines, reading, say)
    names = [nfc(rows.name(at)) for at in columns.classes]
    if long := [name for name in names if len(name) > LONGEST]:
        raise DataError(
            Message("tables.long_class", n=len(long[0]), start=long[0][:20], most=LONGEST),
            code="data.label",
        )
    truths = [values_of(rows.column(at)) or [False] * len(rows.cells) for at in columns.classes]
    labels: list[Labels] = [
        tuple(name for name, true in zip(names, row, strict=True) if true)
        for row in zip(*truths, strict=True)
    ]
    if len(names) == 1 and reading.per_picture == "auto":
        n, column = sum(map(bool, labels)), shlex.quote(rows.name(columns.classes[0]))
        say(note("tables.only_class", name=names[0], n=n, total=len(labels), column=column))
        return Told(labels, True)
    return _one_or_several(labels, reading, say)


def _one_or_several(labels: list[Labels], reading: Reading, say: Say) -> Told:
    """Columns of 0 and 1: one class a picture where every row has exactly one 1, unless the user says it."""
    met = Counter(min(2, len(each or ())) for each in labels)
    odd = Message("tables.odd_rows", none=met[0], several=met[2])
    wanted = reading.per_picture
    if wanted == "auto" and met[1] == len(labels) > 1 and len({*labels}) > 1:
        say(note("tables.one_a_picture", n=len(labels)))
        return Told(labels, False)
    if wanted == "one":
        if met[1] < len(labels):
            say(warning("tables.odd_left_out", rows=counted(len(labels) - met[1], "row"), odd=odd))
        return Told([each if each and len(each) == 1 else None for each in labels], False)
    say(note("tables.several_a_picture", rows=counted(len(labels), "row"), one=met[1], odd=odd))
    return Told(labels, True)
