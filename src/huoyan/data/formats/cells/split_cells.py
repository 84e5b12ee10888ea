"""Which part of the split each row of a table is in: by names, by columns of 0 and 1, or by its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.cells.label_cells import said
from huoyan.data.formats.columns.roles import Columns
from huoyan.data.formats.columns.zeros_and_ones import values_of
from huoyan.data.formats.folders.part_names import SPLIT_NAMES, exact_part, worded_part
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, note, warning


def split_of_rows(
    rows: Rows, columns: Columns, parts: Sequence[Split | None], path: Path, say: Say
) -> list[Split | None]:
    if columns.flags:
        return _flagged(rows, columns, say)
    if columns.split is None:
        return list(parts)
    name = rows.name(columns.split)
    cells = [said(cell) for cell in rows.column(columns.split)]
    known = {cell: exact_part(cell) or worded_part(cell) for cell in dict.fromkeys(cells)}
    unknown = [at for at, cell in enumerate(cells) if cell and known[cell] is None]
    if unknown:
        raise DataError(
            Message(
                "cells.no_parts",
                path=path,
                column=name,
                values=Listed(sorted({repr(rows.cells[at][columns.split].strip()) for at in unknown})),
                line=rows.lines[unknown[0]],
                expected=Listed(SPLIT_NAMES, 10),
            ),
            code="data.split",
        )
    _check_parts(cells, known, parts, name, path)
    if any(cells) and not all(cells):
        bare = counted(sum(not cell for cell in cells), "row")
        say(warning("cells.empty_part", rows=bare, column=name))
        known[""] = "train"
    if worded := {cell: part for cell, part in known.items() if cell and not exact_part(cell)}:
        words = [Message("cells.word_is_part", cell=cell, part=part) for cell, part in worded.items()]
        say(note("cells.parts_by_word", column=name, words=Listed(words)))
    return [known[cell] for cell in cells]


def _check_parts(
    cells: Sequence[str],
    known: Mapping[str, Split | None],
    parts: Sequence[Split | None],
    name: str,
    path: Path,
) -> None:
    """A column of splits must not say another part than the name of the table that it stands in."""
    for cell, part in zip(cells, parts, strict=True):
        if part and cell and known[cell] != part:
            raise DataError(
                Message("cells.part_against_table", path=path, column=name, cell=cell, part=part),
                code="data.split",
            )


def _flagged(rows: Rows, columns: Columns, say: Say) -> list[Split | None]:
    """The part that columns of 0 and 1 say: the first that holds 1, else what the last says of 0."""
    truths = [values_of(rows.column(at)) or [] for at, _, _ in columns.flags]
    splits: list[Split | None] = []
    for row in zip(*truths, strict=True):
        split: Split = columns.flags[-1][2]
        for true, (_, one, _) in zip(reversed(row), reversed(columns.flags), strict=True):
            split = one if true else split
        splits.append(split)
    flags = [
        Message("cells.flag", column=rows.name(at), one=one, zero=zero) for at, one, zero in columns.flags
    ]
    say(note("cells.split_of_flags", columns=Listed(flags)))
    return splits
