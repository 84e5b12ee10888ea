"""Whatever the person calls the data, made a `Dataset`: a folder, a table, IDX files, or a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from huoyan.data.box_classes import check_boxes, without_unseen_boxes
from huoyan.data.classes import check_classes, tell_lonely, without_unseen
from huoyan.data.dataset import Dataset
from huoyan.data.formats import flat_folder, folder, table
from huoyan.data.formats.clips import clip_table
from huoyan.data.formats.clips.clip_items import LEAST_FRAMES, any_clip_file
from huoyan.data.formats.data_formats import DATA_FORMATS, READ, SETTLED, obeyed, of_boxes, surest
from huoyan.data.formats.folders.tree import subfolders, visible, with_pictures
from huoyan.data.formats.other_files import not_data
from huoyan.data.formats.reading import AS_IT_IS, Reading, flag
from huoyan.data.formats.sureness import NO
from huoyan.data.home_folder import at_home
from huoyan.data.named.sets import NAMED_SETS, read_named
from huoyan.data.quality import as_quality, check_quality, with_defects_to_score
from huoyan.data.quantities import check_quantities
from huoyan.data.sample.kind import Kind
from huoyan.data.sample.truth import KINDS
from huoyan.data.say import Say, to_stderr
from huoyan.data.splitting.filled_parts import check_filled, check_units
from huoyan.data.splitting.made_apart import made_apart
from huoyan.data.splitting.splits import assign
from huoyan.errors import DataError, HuoyanError, UsageError
from huoyan.images.sources.listing import list_folder
from huoyan.text import named
from huoyan.words import Listed, Message, counted, joined, note, warning
from huoyan.words.foreign_reason import system_reason

__all__ = ["DATA_FORMATS", "NAMED_SETS", "open_dataset", "read_dataset"]


# Of the endings of videos those that are met most.
_KNOWN_ENDINGS = (".mp4", ".avi", ".mov", ".mkv", ".webm")
# What the data of each kind must have to be learnt from.
USABLE: dict[Kind, Callable[[Dataset, Say], None]] = {
    "class": check_classes,
    "labels": check_classes,
    "numbers": check_quantities,
    "boxes": check_boxes,
    "quality": check_quality,
}
# What stays of the data of each kind where the training part lacks a class.
SEEN: dict[Kind, Callable[[Dataset, Say], Dataset]] = {
    "class": without_unseen,
    "labels": without_unseen,
    "numbers": without_unseen,
    "boxes": without_unseen_boxes,
    "quality": with_defects_to_score,
}


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

    What the data says about its split is kept (see `splits.assign`); what a program made only trains. A name
    of `NAMED_SETS` comes before a folder of that name: write ./mnist for the folder.
    """
    dataset = read_dataset(data, say=say)
    tell_passed(dataset, say)
    USABLE[dataset.kind](dataset, say)
    tell_lonely(dataset, say)
    apart = made_apart(dataset, clusters or (), say)
    real = assign(apart.divided, val, test, seed, say, apart.clusters)
    check_units(apart.divided, real, apart.clusters, val, test)
    divided = apart.joined(real)
    dataset = SEEN[dataset.kind](divided, say)
    if len(dataset.classes) < KINDS[dataset.kind].least:
        raise DataError(
            Message("classes.one_trained", data=dataset.name, classes=Listed(dataset.classes)),
            code="data.one_class",
        )
    if len(dataset.split("train")):
        check_filled(divided, dataset, val, say)
    return dataset


def tell_passed(dataset: Dataset, say: Say) -> None:
    """Counts what lay beside the pictures and was not read."""
    if dataset.passed:
        remark = warning if dataset.passed.loses_pictures else note
        say(remark("text.sentences", sentences=Listed(dataset.passed.sentences(), None, "sentences")))


def read_dataset(data: str | Path | Dataset, *, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """The data as it is: split only where it says so, classes as they come.

    `reading` says how a table or a folder is to be read; UsageError usage.table, usage.class_folders where
    the data are something else.
    """
    if reading.good is not None and reading.kind is None:
        reading = replace(reading, kind="quality")
    found = _read(data, say, reading if reading.kind != "quality" else reading.without(("good",)))
    if reading.kind == "quality":
        return as_quality(found, reading)
    if reading.kind is not None and found.of_classes and not KINDS[reading.kind].of_classes:
        raise _classes_given(found.name)
    return found


def check_medium(dataset: Dataset, reading: Reading) -> None:
    """Raises UsageError usage.kind for pictures where clips are meant: a name, or what was open already."""
    if reading.medium == "clips" and dataset.medium != "clips":
        raise UsageError(Message("clips.pictures_given", name=dataset.name), code="usage.kind")


def _read(data: str | Path | Dataset, say: Say, reading: Reading) -> Dataset:
    if isinstance(data, Dataset):
        _refuse_reading(data.name, reading)
        return data
    if str(data) in NAMED_SETS and isinstance(data, str):
        _refuse_reading(data, reading)
        if Path(data).exists():
            say(note("open.named_like_files", name=data))
        return read_named(data, say)
    if not str(data):
        raise DataError(Message("open.empty_name"), code="data.missing")
    path = at_home(data)
    _check_present(path)
    name = recognise(path, say, reading)
    _refuse_reading(str(data), reading.without(obeyed(name)))
    return READ[name](path, say, reading)


def _classes_given(name: str) -> UsageError:
    return UsageError(Message("numbers.classes_given", name=name), code="usage.kind")


def _refuse_reading(name: str, reading: Reading) -> None:
    if reading.class_folders != "auto":
        raise UsageError(
            Message("open.class_folders_of_none", how=reading.class_folders, name=name),
            code="usage.class_folders",
        )
    if reading.box_origin != "auto":
        raise UsageError(
            Message("box_files.origin_of_none", origin=reading.box_origin, name=name), code="usage.box_origin"
        )
    if reading.clip_labels != "auto":
        raise UsageError(
            Message("clips.labels_of_none", labels=reading.clip_labels, name=name), code="usage.clip_labels"
        )
    if reading.good is not None:
        raise UsageError(Message("quality.good_of_none", good=reading.good), code="usage.good")
    if given := reading.given():
        raise UsageError(
            Message("open.flags_of_no_table", flags=Listed(map(flag, given), None), name=name),
            code="usage.table",
        )


def recognise(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> str:
    """The key of READ: the surest format, or what settles a tie.

    `data.format` tells what was looked for and what is there, or names the formats of a tie.
    """
    found = surest(path, reading)
    if reading.medium == "pictures" and found in ([], ["table"]):
        _refuse_clips(path, reading)
    if found == ["folder"] and len(with_pictures(path)) == 1 and _holds_boxes(path, reading):
        raise _boxes_given(path)
    if found == ["folder"] and reading.class_folders == "auto" and len(with_pictures(path)) == 1:
        error = table.refusal(path)  # the pictures of a table that cannot be read are no class
        if error is not None and error.code != "data.columns":
            raise error
    if len(found) == 1:
        return found[0]
    settle = SETTLED.get(tuple(found))
    if settle is not None and (settled := settle(path, say)):
        return settled
    if found:
        ways = Listed([Message("open.as", what=Message(f"format.{name}")) for name in found], None)
        if any(map(of_boxes, found)):
            told = Message("box_files.several_ways", path=named(path), ways=ways)
            raise DataError(told, code="data.format")
        flag_alone = folder.flag_alone(path)
        raise DataError(
            Message("open.several_ways", path=named(path), ways=ways, found=_found_in(path), flag=flag_alone),
            code="data.format",
        )
    raise _unknown(path, reading)


def _refuse_clips(path: Path, reading: Reading) -> None:
    """Videos are no pictures: they are clips, for a task of its own."""
    if clip_table.names_clip_files(path, reading):
        found = Message("clips.given_table")
    elif path.is_dir() and any_clip_file(path):
        found = Message("clips.given_videos")
    else:
        return
    raise UsageError(Message("clips.given", path=named(path), found=found), code="usage.kind")


def _unknown(path: Path, reading: Reading) -> HuoyanError:
    """Why no format takes the path for its own."""
    if reading.medium == "clips":
        return _no_clips(path, reading)
    if path.is_dir() and not (there := list_folder(path)).pictures:
        empty = Message("open.no_picture", path=named(path))
        return DataError(joined([empty, *there.sentences(), _found_in(path)], "sentences"), code="data.empty")
    return _no_boxes(path, reading) if reading.kind == "boxes" else _no_labels(path, reading)


def _no_labels(path: Path, reading: Reading) -> HuoyanError:
    if path.is_dir() and (error := table.refusal(path, reading)):
        return error
    if _holds_boxes(path, reading):
        return _boxes_given(path)
    if reading.kind is not None and surest(path, replace(reading, kind=None)):
        return _classes_given(str(named(path)))
    if flat := folder.parts_without_classes(path):
        parts = Listed(f"{name}/" for name in flat)
        return DataError(Message("open.no_class_folders", path=named(path), parts=parts), code="data.format")
    if remedy := not_data(path):
        return DataError(remedy, code="data.format")
    return _pictures_alone(path) if _of_nothing_said(path, reading) else _of_no_format(path)


def _of_nothing_said(path: Path, reading: Reading) -> bool:
    """A folder of pictures alone, where neither a task nor a model says what is to be made of them."""
    asked = reading.kind is not None or reading.known
    return not asked and flat_folder.sureness(path, replace(reading, kind="quality")) > NO


def _pictures_alone(path: Path) -> DataError:
    told = Message("open.pictures_alone", path=named(path), found=_found_in(path))
    return DataError(told, code="data.format")


def _of_no_format(path: Path) -> DataError:
    looked = Listed([Message(f"format.{name}") for name in DATA_FORMATS], None, "semicolon")
    return DataError(
        Message(
            "open.unknown", path=named(path), looked=looked, names=Listed(NAMED_SETS), found=_found_in(path)
        ),
        code="data.format",
    )


def _no_clips(path: Path, reading: Reading) -> HuoyanError:
    if reading.kind is not None and surest(path, replace(reading, kind=None)):
        return _classes_given(str(named(path)))
    looked = [Message(f"format.{name}") for name, form in DATA_FORMATS.items() if form.MEDIUM == "clips"]
    told = Message(
        "clips.none",
        path=named(path),
        looked=Listed(looked, None, "semicolon"),
        endings=Listed(_KNOWN_ENDINGS, None),
        least=LEAST_FRAMES,
        found=_found_in(path),
    )
    return DataError(told, code="data.format")


def _holds_boxes(path: Path, reading: Reading) -> bool:
    """Whether the data are boxes, where something else is asked for."""
    if reading.kind in (None, "boxes"):
        return False
    return any(map(of_boxes, surest(path, replace(reading, kind=None))))


def _boxes_given(path: Path) -> UsageError:
    return UsageError(Message("box_files.boxes_given", path=named(path)), code="usage.kind")


def _no_boxes(path: Path, reading: Reading) -> DataError:
    looked = Listed([Message(f"format.{name}") for name in DATA_FORMATS if of_boxes(name)], None, "semicolon")
    if surest(path, replace(reading, kind=None)):
        return DataError(
            Message("box_files.not_boxes", path=named(path), looked=looked), code="data.no_boxes"
        )
    told = Message("box_files.not_found", path=named(path), looked=looked, found=_found_in(path))
    return DataError(told, code="data.format")


def _check_present(path: Path) -> None:
    if re.match(r"[a-z][a-z0-9+]+:/", str(path)):  # Path makes one slash of two
        raise DataError(Message("open.address", path=path), code="data.missing")
    try:
        there = path.exists()
        special = there and not path.is_dir() and not path.is_file()
        empty = there and path.is_dir() and not any(path.iterdir())
    except PermissionError as error:
        raise DataError(Message("open.not_allowed", path=path), code="data.permission") from error
    except (OSError, ValueError) as error:  # a name too long, or with a zero byte
        raise DataError(
            Message("open.no_path", path=str(path), error=system_reason(error)), code="data.missing"
        ) from error
    if not there:
        raise DataError(_missing(path), code="data.missing")
    if special:
        raise DataError(Message("open.neither", path=path), code="data.format")
    if empty:
        raise DataError(Message("open.empty_folder", path=named(path)), code="data.empty")


def _missing(path: Path) -> Message:
    """Says how far the path exists, and what lies there with a name like the missing one."""
    if path.is_symlink():
        return Message("open.dead_link", path=path)
    near = next(parent for parent in (*path.parents, Path()) if parent.is_dir())
    wanted = path.relative_to(near).parts[0] if path.is_relative_to(near) else path.name
    names = [entry.name for entry in visible(near)]
    close = get_close_matches(wanted, [*names, *NAMED_SETS], n=5, cutoff=0.5)
    place = Message("open.this_folder") if near == Path() else str(named(near))
    if close:
        return Message("open.missing_close", path=path, place=place, wanted=wanted, close=Listed(close))
    there = Listed(names) or Message("open.nothing")
    return Message("open.missing", path=path, place=place, names=there, known=Listed(NAMED_SETS))


def _found_in(path: Path) -> Message:
    if path.is_file() and not path.suffix:
        return Message("open.found_file_without_ending")
    if path.is_file():
        return Message("open.found_file", ending=path.suffix)
    kinds = Counter(entry.suffix.lower() for entry in visible(path) if entry.is_file())
    found = [_files_of(kind, n) for kind, n in kinds.most_common(5)]
    if folders := subfolders(path):
        names = Listed(entry.name for entry in folders)
        found.insert(0, Message("open.folders_of", folders=counted(len(folders), "folder"), names=names))
    return Message("open.found", found=Listed(found, None)) if found else Message("open.found_hidden")


def _files_of(kind: str, n: int) -> Message:
    return Message("open.files_of", files=counted(n, "file"), kind=kind or Message("open.no_ending"))
