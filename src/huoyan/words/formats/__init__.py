"""Phrases of the formats of data: folders, tables and arrays."""

from __future__ import annotations

from huoyan.words.formats import cells, columns, folders, idx, numbers, rows, tables

AREAS = (
    folders.PHRASES,
    tables.PHRASES,
    rows.PHRASES,
    columns.PHRASES,
    cells.PHRASES,
    numbers.PHRASES,
    idx.PHRASES,
)
