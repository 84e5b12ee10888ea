"""Which tables make a data set: one, or one for each part (train.csv and val.csv, train/_classes.csv ...)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import SPLITS, Split
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.folders.tree import subfolders, visible
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.formats.rows.list_rows import by_names, class_list, class_names, one_hot_rows
from huoyan.data.formats.rows.read import LISTS, PARQUET, read_rows
from huoyan.data.formats.tables.table_files import accepted, tables_in
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import named
from huoyan.words import Listed, Message, counted, note, warning

# Tables that lie in the folder of a part beside others.
_OF_A_PART = ("_classes", "metadata", "labels")


@dataclass(frozen=True, slots=True)
class PartTable:
    """A table, and the part that its name or its folder's name says."""

    file: Path
    part: Split | None


def sources_in(folder: Path, reading: Reading = AS_IT_IS) -> list[PartTable]:
    """The tables of a folder; else those of its folders train, val, test (one each)."""
    here = accepted(tables_in(folder, reading))
    if here:
        return in_order([PartTable(table.file, worded_part(table.file.stem)) for table in here])
    inner = {each: part for each in subfolders(folder) if (part := worded_part(each.name)) is not None}
    tables = accepted([table for each in inner for table in tables_in(each, reading)])
    found = []
    for each, part in inner.items():
        files = [table.file for table in tables if table.file.parent == each]
        known = [file for file in files if file.stem.casefold() in _OF_A_PART]
        found += [PartTable(file, part) for file in (known[:1] or files)]
    return in_order(found)


def refusal(path: Path, reading: Reading = AS_IT_IS) -> DataError | None:
    """Why the only table at the top of a folder is none of pictures and labels."""
    tables = [table for table in tables_in(path, reading) if table.file.suffix.lower() not in LISTS]
    return tables[0].error if len(tables) == 1 else None


def in_order(sources: list[PartTable]) -> list[PartTable]:
    """Train before val before test."""
    return sorted(sources, key=lambda source: SPLITS.index(source.part) if source.part else len(SPLITS))


def chosen_tables(folder: Path, reading: Reading, say: Say) -> list[PartTable]:
    """The one table of a folder, or one for each part. DataError data.format where that is not clear."""
    sources = sources_in(folder, reading)
    _tell_unlabelled(folder, sources, say)
    parts = [source.part for source in sources]
    if len(sources) == 1:
        say(note("tables.reading", table=_within(folder, sources), folder=named(folder)))
        return [PartTable(sources[0].file, None)] if sources[0].file.parent == folder else sources
    if not sources or None in parts or len(set(parts)) < len(parts):
        raise DataError(
            Message(
                "tables.several",
                folder=named(folder),
                count=counted(len(sources), "table"),
                tables=_within(folder, sources),
                example=sources[0].file if sources else folder / "labels.csv",
            ),
            code="data.format",
        )
    tables = [
        Message("tables.of_part", file=source.file.relative_to(folder).as_posix(), part=source.part)
        for source in sources
    ]
    say(note("tables.reading_parts", folder=named(folder), tables=Listed(tables, 6)))
    return sources


def _tell_unlabelled(folder: Path, sources: Sequence[PartTable], say: Say) -> None:
    """Tables that are called like a part and hold no labels, as contests hand out their test part."""
    used = {source.file for source in sources}
    endings = (".csv", ".tsv", *PARQUET, *LISTS)
    tables = [file for file in visible(folder) if file.suffix.lower() in endings]
    bare = [file.name for file in tables if file not in used and worded_part(file.stem) and file.is_file()]
    if bare and used:
        say(note("tables.unlabelled", tables=Listed(bare)))


def _within(folder: Path, sources: Sequence[PartTable]) -> Listed:
    return Listed(source.file.relative_to(folder).as_posix() for source in sources)


def other_parts(file: Path, reading: Reading) -> list[Path]:
    """The tables of other parts in the folder of a table that is one part itself."""
    part = worded_part(file.stem)
    if part is None:
        return []
    others = [table.file for table in accepted(tables_in(file.parent, reading))]
    return [other for other in others if other != file and worded_part(other.stem) not in (None, part)]


def check_alike(
    sources: Sequence[PartTable], parts: Sequence[Rows], rows: Rows, needed: Sequence[int | None]
) -> None:
    """Raises DataError data.columns where a table of a part lacks a column that the others are read by."""
    names = [rows.header[at] for at in needed if at is not None]
    for source, part in zip(sources, parts, strict=True):
        there = {name.casefold() for name in part.header}
        if lacking := [name for name in names if name.casefold() not in there]:
            raise DataError(
                Message(
                    "tables.lacking",
                    table=source.file,
                    lacking=Listed(map(repr, lacking)),
                    first=sources[0].file.name,
                    columns=Listed(filter(None, part.header), 12),
                ),
                code="data.columns",
            )


def rows_of(source: PartTable, reading: Reading, say: Say) -> Rows:
    """The rows of a table; the numbers in a list file by the names of the class list beside it."""
    rows = read_rows(source.file, strip=False, encoding=reading.encoding)
    if rows.guessed:
        _tell_guess(rows, source.file, say)
    if source.file.suffix.lower() not in LISTS or (names := class_list(source.file.parent)) is None:
        return rows
    known = class_names(names.read_text(encoding=reading.encoding or "utf-8-sig", errors="replace"))
    if (vectors := one_hot_rows(rows, known)) is not None:
        say(note("tables.named_flags", table=source.file.name, file=names.name))
        return vectors
    labels = by_names(rows.column(1), known, names)
    if labels is None:
        return rows
    say(note("tables.named_classes", table=source.file.name, file=names.name, name=known.get("0")))
    cells = [[cells[0], label] for cells, label in zip(rows.cells, labels, strict=True)]
    return Rows(rows.header, cells, rows.lines)


def _tell_guess(rows: Rows, file: Path, say: Say) -> None:
    words = [cell for line in (rows.header, *rows.cells) for cell in line if not cell.isascii()]
    shown = Listed(dict.fromkeys(words or rows.header), 3)
    say(warning("rows.guessed_encoding", file=file.name, encoding=rows.guessed, words=shown))


def stacked(parts: Sequence[Rows]) -> Rows:
    """The rows of several tables under one header; what a table lacks is empty.

    Columns by their names, in any case where no table has two of them that differ in that alone.
    """
    if len(parts) == 1:
        return parts[0]
    plain = all(len({name.casefold() for name in rows.header}) == len({*rows.header}) for rows in parts)
    fold = str.casefold if plain else str
    spelt = {fold(name): name for rows in reversed(parts) for name in reversed(rows.header)}
    names = tuple(dict.fromkeys(fold(name) for rows in parts for name in rows.header))
    header = tuple(spelt[name] for name in names)
    cells: list[list[str]] = []
    for rows in parts:
        at = {fold(name): place for place, name in reversed(list(enumerate(rows.header)))}
        cells += [[row[at[name]] if name in at else "" for name in names] for row in rows.cells]
    return Rows(header, cells, [line for rows in parts for line in rows.lines])
