"""Whatever the person calls the data, made a `Dataset`: a folder, a table, IDX files, or a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from huoyan.data.classes import check_classes, tell_lonely, without_unseen
from huoyan.data.dataset import Dataset
from huoyan.data.formats import folder, idx, table
from huoyan.data.formats.agreement import folder_or_table, read_both
from huoyan.data.formats.folders.tree import subfolders, visible, with_pictures
from huoyan.data.formats.other_files import not_data
from huoyan.data.formats.parts_beside import with_parts_beside
from huoyan.data.formats.reading import AS_IT_IS, Reading, flag
from huoyan.data.home_folder import at_home
from huoyan.data.named.sets import NAMED, read_named
from huoyan.data.say import Say, count, some, to_stderr
from huoyan.data.splitting.filled_parts import check_filled, check_units
from huoyan.data.splitting.splits import assign
from huoyan.data.truth import KINDS
from huoyan.errors import DataError, UsageError
from huoyan.images.sources.listing import list_folder
from huoyan.text import named

__all__ = ["FORMATS", "NAMED", "open_dataset", "read_dataset"]


class Format(Protocol):
    """What a module of `formats` offers. `LOOKED_FOR` completes the sentence "looked for ..."."""

    @property
    def LOOKED_FOR(self) -> str: ...

    def recognises(self, path: Path) -> bool: ...

    def read(self, path: Path, say: Say = ...) -> Dataset: ...


FORMATS: dict[str, Format] = {"folder": folder, "table": table, "idx": idx}


def open_dataset(
    data: str | Path | Dataset,
    *,
    val: float = 0.15,
    test: float = 0.15,
    seed: int = 0,
    say: Say = to_stderr,
    clusters: Sequence[Sequence[int]] | None = None,
) -> Dataset:
    """Every sample with a split and every class with a training picture; oddities go to `say`.

    `clusters`: indices of samples that are copies of one picture; they stay on one side of a split
    that is drawn here.

    What the data says about its split is kept (see `splits.assign`). A name of `NAMED` comes before a
    folder of that name: write ./mnist for the folder.
    """
    dataset = read_dataset(data, say=say)
    tell_passed(dataset, say)
    check_classes(dataset, say)
    tell_lonely(dataset, say)
    divided = assign(dataset, val, test, seed, say, clusters)
    check_units(dataset, divided, clusters or (), val, test)
    dataset = without_unseen(divided, say)
    if len(dataset.classes) < KINDS[dataset.kind].least:
        raise DataError(
            f"{dataset.name} has only {some(dataset.classes)} in its training part; a classifier needs "
            "pictures of at least two classes there.",
            code="data.one_class",
        )
    if len(dataset.split("train")):
        check_filled(divided, dataset, val, say)
    return dataset


def tell_passed(dataset: Dataset, say: Say) -> None:
    """Counts what lay beside the pictures and was not read."""
    if dataset.passed:
        kind = "warning" if dataset.passed.loses_pictures else "note"
        say(f"{kind}: {' '.join(dataset.passed.sentences())}")


def read_dataset(data: str | Path | Dataset, *, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """The data as it is: split only where it says so, classes as they come.

    `reading` says how a table or a folder is to be read; UsageError usage.table, usage.class_folders where
    the data are something else.
    """
    if isinstance(data, Dataset):
        _refuse_reading(data.name, reading)
        return data
    if str(data) in NAMED and isinstance(data, str):
        _refuse_reading(data, reading)
        if Path(data).exists():
            say(f"note: {data} is taken for the data set of that name; write ./{data} for what lies here.")
        return read_named(data, say)
    if not str(data):
        raise DataError("The name of the data is empty. Give a folder or a table.", code="data.missing")
    path = at_home(data)
    _check_present(path)
    if reading.class_folders != "auto" and folder.has_folders(path):
        _refuse_reading(str(data), replace(reading, class_folders="auto"))
        return folder.read(path, say, reading.class_folders)
    given = bool(reading.given())
    kind = "table" if given and table.recognises(path, reading) else recognise(path, say)
    if kind == "table":
        _refuse_reading(str(data), Reading(class_folders=reading.class_folders))
        return table.read(path, say, reading)
    _refuse_reading(str(data), reading)
    if kind == "both":
        return read_both(path, say)
    found = FORMATS[kind].read(path, say)
    return with_parts_beside(path, found, say) if kind == "folder" else found


def _refuse_reading(name: str, reading: Reading) -> None:
    if reading.class_folders != "auto":
        raise UsageError(
            f"--class-folders {reading.class_folders} says how folders are read, but {name} holds no folders "
            "of pictures. Leave it away, or name what does.",
            code="usage.class_folders",
        )
    if given := reading.given():
        raise UsageError(
            f"{', '.join(map(flag, given))}: how a table is read, but {name} is no table. Leave it away, or "
            "name the table itself.",
            code="usage.table",
        )


def recognise(path: Path, say: Say = to_stderr) -> str:
    """The key of FORMATS, by looking, or "both" for class folders with a table of their parts or groups.

    `data.format` tells what was looked for and what is there.
    """
    found = [name for name, form in FORMATS.items() if form.recognises(path)]
    if found == ["folder"] and len(with_pictures(path)) == 1:
        error = table.refusal(path)  # the pictures of a table that cannot be read are no class
        if error is not None and error.code != "data.columns":
            raise error
    if len(found) == 1:
        return found[0]
    if found == ["folder", "table"] and (chosen := folder_or_table(path, say)):
        return chosen
    if found:
        ways = ", ".join(f"as {FORMATS[name].LOOKED_FOR}" for name in found)
        raise DataError(
            f"{named(path)} can be read in several ways: {ways}. {_found_in(path)} Name the table itself if "
            f"you mean it, or say {folder.flag_alone(path)} for the folders.",
            code="data.format",
        )
    if path.is_dir() and not (there := list_folder(path)).pictures:
        told = " ".join([f"{named(path)} holds no picture.", *there.sentences(), _found_in(path)])
        raise DataError(told, code="data.empty")
    if path.is_dir() and (error := table.refusal(path)):
        raise error
    if flat := folder.parts_without_classes(path):
        raise DataError(
            f"{named(path)}: {some(f'{name}/' for name in flat)} hold pictures, but no class folders: "
            "nothing says what they show. Put a folder for each class into each part, or name a table of "
            "labels.",
            code="data.format",
        )
    if remedy := not_data(path):
        raise DataError(f"{named(path)} is {remedy}", code="data.format")
    looked = "; ".join(form.LOOKED_FOR for form in FORMATS.values())
    raise DataError(
        f"{named(path)} is no data set that is known here. Looked for: {looked}; or one of the names "
        f"{some(NAMED)}. {_found_in(path)}",
        code="data.format",
    )


def _check_present(path: Path) -> None:
    if re.match(r"[a-z][a-z0-9+]+:/", str(path)):  # Path makes one slash of two
        raise DataError(
            f"{path} is an address. Download what lies there, unpack it, and give the folder or the table.",
            code="data.missing",
        )
    try:
        there = path.exists()
        special = there and not path.is_dir() and not path.is_file()
        empty = there and path.is_dir() and not any(path.iterdir())
    except PermissionError as error:
        raise DataError(f"{path} may not be read (permission denied).", code="data.permission") from error
    except (OSError, ValueError) as error:  # a name too long, or with a zero byte
        raise DataError(f"{str(path)!r} is no path: {error}.", code="data.missing") from error
    if not there:
        raise DataError(_missing(path), code="data.missing")
    if special:
        raise DataError(f"{path} is neither a folder nor a file. Give one of the two.", code="data.format")
    if empty:
        raise DataError(
            f"the folder {named(path)} is empty. Put a folder with pictures for each class into it.",
            code="data.empty",
        )


def _missing(path: Path) -> str:
    """Says how far the path exists, and what lies there with a name like the missing one."""
    if path.is_symlink():
        return f"{path} is a link that leads nowhere. Mend it, or give the folder itself."
    near = next(parent for parent in (*path.parents, Path()) if parent.is_dir())
    wanted = path.relative_to(near).parts[0] if path.is_relative_to(near) else path.name
    names = [entry.name for entry in visible(near)]
    close = get_close_matches(wanted, [*names, *NAMED], n=5, cutoff=0.5)
    place = "this folder" if near == Path() else str(named(near))
    if close:
        return f"{path} does not exist. In {place} there is no {wanted}; did you mean: {some(close)}?"
    return f"{path} does not exist. In {place} there is: {some(names) or 'nothing'}. Names: {some(NAMED)}."


def _found_in(path: Path) -> str:
    if path.is_file():
        return f"Found: a file with the ending {path.suffix or '(none)'}."
    entries = visible(path)
    kinds = Counter(entry.suffix.lower() or "no ending" for entry in entries if entry.is_file())
    folders = subfolders(path)
    found = [count(n, "file") + f" ({kind})" for kind, n in kinds.most_common(5)]
    if folders:
        found.insert(0, f"{count(len(folders), 'folder')} ({some(entry.name for entry in folders)})")
    return f"Found: {', '.join(found) or 'only hidden files'}."
