"""Tables beside class folders that say no label, but the part or the group of each picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from huoyan.data.dataset import Dataset, Split
from huoyan.data.formats import folder
from huoyan.data.formats.cells.label_cells import said
from huoyan.data.formats.cells.places import locate_all
from huoyan.data.formats.cells.split_cells import split_of_rows
from huoyan.data.formats.columns.column_names import LABEL, PERHAPS_LABEL, key
from huoyan.data.formats.columns.roles import columns_without_labels
from huoyan.data.formats.folders.layout import looked_through
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.rows.read import LISTS, Rows, read_rows
from huoyan.data.formats.tables.table_files import tables_in
from huoyan.data.say import Say, silent
from huoyan.errors import DataError
from huoyan.text import printable
from huoyan.words import Listed, note, warning


@dataclass(frozen=True, slots=True)
class _Told:
    """What the tables say of each file."""

    names: tuple[str, ...]
    of: dict[Path, tuple[Split | None, str | None]]


def has_labels(file: Path) -> bool:
    """Whether a table has a column that is called like one of labels."""
    header = read_rows(file, limit=0, strip=False).header
    return any(key(name) in (*LABEL, *PERHAPS_LABEL) for name in header)


def read_with_parts(path: Path, say: Say, reading: Reading) -> Dataset:
    """Class folders, with what tables beside them say of parts and groups unless the folders are to be read
    as the user says.
    """
    found = folder.read(path, say, reading)
    return found if reading.class_folders != "auto" else with_parts_beside(path, found, say)


def with_parts_beside(path: Path, by_folder: Dataset, say: Say) -> Dataset:
    """The same pictures and classes, with the parts and groups of tables and lists in the folder.

    They are used where they speak of every picture and say nothing against the folders, else this is said.
    """
    told = _told(path, say)
    if told is None:
        return by_folder
    names, total = Listed(told.names), len(by_folder)
    known = sum(sample.path in told.of for sample in by_folder.samples)
    if known < total:
        say(warning("folders.tables_know_few", tables=names, n=known, total=total))
        return by_folder
    samples = []
    for sample in by_folder.samples:
        split, group = told.of[sample.path] if sample.path else (None, None)
        if split and sample.split and split != sample.split:
            here = {"picture": sample.source, "here": sample.split, "there": split}
            say(warning("folders.tables_against_folder", tables=names, **here))
            return by_folder
        samples.append(replace(sample, split=sample.split or split, group=group))
    say(note("folders.tables_used", tables=names, flag=folder.flag_alone(path)))
    return replace(by_folder, samples=tuple(samples), passed=by_folder.passed.without(told.names))


def _told(path: Path, say: Say) -> _Told | None:
    """Tables with a column of parts or groups, and those that are called like a part themselves."""
    told = _Told((), {})
    for table in (each for place in _places(path) for each in tables_in(place, AS_IT_IS)):
        try:
            found = _of_table(table.file, say)
        except DataError as error:
            if error.code in ("data.split", "data.ambiguous"):
                name = printable(table.file.name)
                say(warning("folders.table_not_used", table=name, reason=error.message))
            continue  # else it is no table of pictures
        name = printable(table.file.name)
        if twice := [file for file, value in found.items() if told.of.get(file, value) != value]:
            first = printable(twice[0].name)
            others = Listed(told.names)
            say(warning("folders.tables_disagree", table=name, picture=first, others=others))
        elif found:
            told = _Told((*told.names, name), {**told.of, **found})
    return told if told.of else None


def _places(path: Path) -> Sequence[Path]:
    """The folder, and the one below that holds the class folders."""
    return tuple(dict.fromkeys((path, looked_through(path))))


def _of_table(file: Path, say: Say) -> dict[Path, tuple[Split | None, str | None]]:
    if file.suffix.lower() in LISTS:
        return _of_list(file)
    if has_labels(file):
        return {}
    rows = read_rows(file, strip=False)
    columns = columns_without_labels(rows, file)
    part = worded_part(file.stem)
    if columns.split is None and columns.group is None and not columns.flags and part is None:
        return {}
    files = locate_all(file.parent, rows.column(columns.path), printable(file.name), part, silent)
    if not any(files):
        return {}
    splits = split_of_rows(rows, columns, [part] * len(rows.cells), file, say)
    say(columns.plan(rows, printable(file.name)))
    groups = [None] * len(files) if columns.group is None else _groups(rows, columns.group)
    return {at: (split, group) for at, split, group in zip(files, splits, groups, strict=True) if at}


def _groups(rows: Rows, at: int) -> Sequence[str | None]:
    return [said(cell) or None for cell in rows.column(at)]


def _of_list(file: Path) -> dict[Path, tuple[Split | None, str | None]]:
    """A list of files alone, called like a part: train.txt."""
    part = worded_part(file.stem)
    lines = [line for line in file.read_text("utf-8-sig", errors="replace").splitlines() if line.strip()]
    if part is None:
        return {}
    files = [at for at in locate_all(file.parent, lines, printable(file.name), part, silent) if at]
    return dict.fromkeys(files, (part, None)) if 2 * len(files) > len(lines) else {}
