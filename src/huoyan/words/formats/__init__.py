"""Phrases of the formats of data: folders, tables and arrays."""

from __future__ import annotations

from huoyan.words.formats import (
    box_files,
    box_table,
    cells,
    clips,
    coco,
    columns,
    folders,
    idx,
    numbers,
    rows,
    tables,
    voc,
    yolo,
)

AREAS = (
    folders.PHRASES,
    tables.PHRASES,
    rows.PHRASES,
    columns.PHRASES,
    cells.PHRASES,
    numbers.PHRASES,
    idx.PHRASES,
    box_files.PHRASES,
    coco.PHRASES,
    voc.PHRASES,
    yolo.PHRASES,
    box_table.PHRASES,
    clips.PHRASES,
)
