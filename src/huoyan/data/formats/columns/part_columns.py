"""Columns of 0 and 1 that say the part of a row: is_valid and its like, or one for each part."""

from __future__ import annotations

from collections.abc import Sequence

from huoyan.data.dataset import Split
from huoyan.data.formats.columns.column_names import LONE_FLAGS, PART_FLAGS, key
from huoyan.data.formats.columns.zeros_and_ones import values_of
from huoyan.data.formats.folders.part_names import exact_part
from huoyan.data.formats.rows.grid import Rows

# A column, the part where it holds 1 and the part where it holds 0.
PartColumn = tuple[int, Split, Split]


def part_columns(rows: Rows, free: Sequence[int]) -> tuple[PartColumn, ...]:
    """Those that say a split among the columns `free`; () where none does."""
    each = one_for_each(rows, free)
    return each or tuple(found for at in free if (found := part_flag(rows, at)) is not None)


def part_flag(rows: Rows, at: int) -> PartColumn | None:
    """A column such as is_valid, or train beside the labels, unless it holds the same in every row."""
    flag = {**LONE_FLAGS, **PART_FLAGS}.get(key(rows.header[at]))
    values = values_of(rows.column(at)) if flag else None
    if flag is None or values is None or all(values) or not any(values):
        return None
    return (at, *flag)


def one_for_each(rows: Rows, free: Sequence[int]) -> tuple[PartColumn, ...]:
    """Columns called train, val, test, with exactly one 1 in every row."""
    parts = {at: part for at in free if (part := exact_part(rows.header[at])) is not None}
    truths = [values_of(rows.column(at)) for at in parts]
    if len(set(parts.values())) < 2 or None in truths or not rows.cells:
        return ()
    if any(sum(row) != 1 for row in zip(*(truth or () for truth in truths), strict=True)):
        return ()
    return tuple((at, part, "train") for at, part in parts.items())
