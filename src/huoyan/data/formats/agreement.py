"""Class folders with a table beside them: which of the two is read, and when only a person can say."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from huoyan.data.dataset import Dataset
from huoyan.data.formats import folder, table
from huoyan.data.formats.tree import with_pictures
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import nfc


def folder_or_table(path: Path, say: Say) -> Literal["folder", "table"] | None:
    """What is read of a folder that has both; None where they say different things."""
    try:
        by_folder = folder.read(path, _silent)
    except DataError:  # its folders can be read in two ways, the table in one
        return "table"
    try:
        by_table = table.read(path, _silent)
    except DataError as error:
        if error.code not in ("data.missing_files", "data.ambiguous"):
            return None
        say("warning: the table beside the class folders names files that cannot be found: it is not read.")
        return "folder"
    return _chosen(path, by_folder, by_table, say)


def _chosen(path: Path, by_folder: Dataset, by_table: Dataset, say: Say) -> Literal["folder", "table"] | None:
    if _agree(by_folder, by_table):
        return _fuller(by_folder, by_table, say)
    if len(with_pictures(path)) == 1:
        # One folder of pictures beside a table that describes them is no list of classes.
        return "table"
    if _is_metadata(by_table):
        say(f"warning: {by_table.name} is not read: what it says of the pictures is not their class.")
        return "folder"
    return None


def _fuller(by_folder: Dataset, by_table: Dataset, say: Say) -> Literal["folder", "table"]:
    """Of two that give the same labels, the one that says more."""
    if not any(sample.split or sample.group for sample in by_table.samples):
        say(f"note: {by_table.name} gives the labels of the class folders: these are read.")
        return "folder"
    if len(by_table) < len(by_folder):
        known = f"only {len(by_table):,} of {len(by_folder):,} pictures"
        say(f"warning: {by_table.name} names {known}: it is not read, nor its parts and groups.")
        return "folder"
    say(f"note: {by_table.name} gives the labels of the class folders, with parts or groups: it is read.")
    return "table"


def _agree(by_folder: Dataset, by_table: Dataset) -> bool:
    """Whether the table gives each picture the one label that its folder has."""
    labels = {sample.path: by_folder.classes[sample.labels[0]] for sample in by_folder.samples}
    return all(
        [nfc(by_table.classes[label]) for label in sample.labels] == [labels.get(sample.path)]
        for sample in by_table.samples
    )


def _is_metadata(by_table: Dataset) -> bool:
    """A table of flags (0 and 1) whose name says that it holds what else is known of the pictures."""
    return by_table.multilabel and "meta" in by_table.name.casefold()


def _silent(_: str) -> None:
    pass
