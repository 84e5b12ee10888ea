"""Class folders with a table beside them: which of the two is read, and when only a person can say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from huoyan.data.dataset import Dataset
from huoyan.data.formats import folder, table
from huoyan.data.formats.columns.roles import columns_of
from huoyan.data.formats.folders.tree import with_pictures
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.rows.read import read_rows
from huoyan.data.formats.tables.part_tables import sources_in
from huoyan.data.formats.tables.parts_beside import has_labels
from huoyan.data.formats.tables.table_files import accepted, tables_in
from huoyan.data.say import Say, silent
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Message, note, warning

Readings = Literal["folder", "table", "both"]


def folder_or_table(path: Path, say: Say) -> Readings | None:
    """What is read of a folder that has both; None where they say different things."""
    try:
        by_folder = folder.read(path, silent)
    except DataError:  # its folders can be read in two ways, the table in one
        return "table"
    try:
        by_table = table.read(path, silent)
    except DataError as error:
        if error.code not in ("data.missing_files", "data.ambiguous"):
            return "table" if len(with_pictures(path)) == 1 else None
        if not _is_about_classes(path, by_folder):
            flag = folder.flag_alone(path)
            told = Message("folders.or_the_folders", told=error.message, path=path, flag=flag)
            raise DataError(told, code=error.code) from error
        say(warning("folders.table_files_not_found"))
        return "folder"
    return _chosen(path, by_folder, by_table, say)


def _is_about_classes(path: Path, by_folder: Dataset) -> bool:
    """Whether tables whose files are not found have no labels, or those of the class folders."""
    names = {name.casefold() for name in by_folder.classes}
    for source in sources_in(path):
        rows = read_rows(source.file)
        columns = columns_of(rows, source.file, AS_IT_IS)
        told = {rows.header[at].casefold() for at in columns.classes}
        if columns.label is not None and has_labels(source.file):
            told = {cell.casefold() for cell in rows.column(columns.label)}
        if told and not told & names:
            return False
    return len(names) > 1


def read_both(path: Path, say: Say, reading: Reading) -> Dataset:
    """The pictures and classes of the folders, with the parts and groups of the table."""
    by_folder, by_table = folder.read(path, say, reading), table.read(path, say, reading)
    told = {sample.path: (sample.split, sample.group) for sample in by_table.samples}
    samples = (
        replace(sample, split=sample.split or told[sample.path][0], group=told[sample.path][1])
        for sample in by_folder.samples
    )
    tables = [source.file.name for source in sources_in(path)]
    return replace(by_folder, samples=tuple(samples), passed=by_folder.passed.without(tables))


def _chosen(path: Path, by_folder: Dataset, by_table: Dataset, say: Say) -> Readings | None:
    if _agree(by_folder, by_table):
        return _fuller(by_folder, by_table, say)
    if len(with_pictures(path)) == 1:
        # One folder of pictures beside a table that describes them is no list of classes.
        return "table"
    if _is_metadata(by_table) or _tells_no_class(path, by_table):
        say(warning("folders.table_of_no_classes", table=by_table.name))
        return "folder"
    return None


def _fuller(by_folder: Dataset, by_table: Dataset, say: Say) -> Readings | None:
    """Of two that give the same labels, both where the table says more and nothing against the folders."""
    alike = by_table.name == by_folder.name
    name = Message("folders.the_table_beside") if alike else by_table.name
    if not any(sample.split or sample.group for sample in by_table.samples):
        say(note("folders.table_says_the_same", table=name))
        return "folder"
    if len(by_table) < len(by_folder):
        say(warning("folders.table_names_few", table=name, n=len(by_table), total=len(by_folder)))
        return "folder"
    parts = {sample.path: sample.split for sample in by_folder.samples}
    if any(parts[x.path] and x.split and parts[x.path] != x.split for x in by_table.samples):
        return None
    say(note("folders.table_says_more", table=name))
    return "both"


def _agree(by_folder: Dataset, by_table: Dataset) -> bool:
    """Whether the table divides its pictures as the folders do, be it by other names (0, 1)."""
    home = {sample.path: sample.labels[0] for sample in by_folder.samples}
    if any(sample.path not in home or len(sample.labels) != 1 for sample in by_table.samples):
        return False
    pairs = {(home[sample.path], sample.labels[0]) for sample in by_table.samples}
    if len(pairs) > 1:
        return len(pairs) == len({folder for folder, _ in pairs}) == len({label for _, label in pairs})
    return all(by_folder.classes[at] == nfc(by_table.classes[label]) for at, label in pairs)


def _is_metadata(by_table: Dataset) -> bool:
    """A table of flags (0 and 1) whose name says that it holds what else is known of the pictures."""
    return by_table.kind == "labels" and "meta" in by_table.name.casefold()


def _tells_no_class(path: Path, by_table: Dataset) -> bool:
    """Whether the labels are a column that was only taken because no other can be one (camera)."""
    tables = accepted(tables_in(path, AS_IT_IS))
    return len(tables) == 1 and by_table.kind == "class" and not has_labels(tables[0].file)
