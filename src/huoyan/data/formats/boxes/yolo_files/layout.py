"""Which pictures of a folder are YOLO's, in which parts, and where the label file of each lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.boxes.parts.class_files import is_class_file
from huoyan.data.formats.boxes.parts.file_text import text_of
from huoyan.data.formats.boxes.parts.home import homes, part_of, telling_folders
from huoyan.data.formats.boxes.yolo_files.description import (
    Description,
    described_in,
    is_there,
    located,
    no_entry,
    plain_path,
)
from huoyan.data.formats.boxes.yolo_files.label_lines import looks_like_labels
from huoyan.data.formats.folders.part_names import is_drawn, is_general, worded_part
from huoyan.data.formats.folders.tree import listing, visible
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.images.sources.listing import is_picture
from huoyan.words import Listed, Message, note, warning

_LABELS = ("labels", "label", "annotations", "annotation", "txt")


@dataclass(frozen=True, slots=True)
class Part:
    """A picture and its part."""

    file: Path
    split: Split | None


def yolo_home(path: Path) -> Path | None:
    """The folder with a data.yaml, or with label files for its pictures."""
    return next((home for home in homes(path) if described_in(home) or label_folders(home)), None)


def label_folders(home: Path) -> list[Path]:
    """Folders of label files, of which at least one says so itself."""
    folders = [folder for folder in telling_folders(home) if _labels_inside(folder)]
    return folders if any(map(looks_like_labels, _few(folders))) else []


def empty_labels(home: Path) -> bool:
    """Whether a folder has a folder of labels in which nothing is written."""
    return any(_is_of_labels(folder) and _texts(folder) for folder in telling_folders(home))


def _few(folders: Iterable[Path]) -> Iterator[Path]:
    """The first text files of each folder: an empty one says nothing."""
    for folder in folders:
        yield from [file for file in _texts(folder) if file.stat().st_size][:5]


def _labels_inside(folder: Path) -> bool:
    """Text files beside pictures, or in a folder named so."""
    texts = _texts(folder)
    if not texts:
        return False
    stems = {file.stem for file in texts}
    return _is_of_labels(folder) or any(file.stem in stems for file in _pictures(folder))


def _is_of_labels(folder: Path) -> bool:
    """labels, or labels/train."""
    return not {folder.name.casefold(), folder.parent.name.casefold()}.isdisjoint(_LABELS)


def _texts(folder: Path) -> list[Path]:
    texts = [file for file in visible(folder) if file.suffix == ".txt" and file.is_file()]
    return [file for file in texts if not is_class_file(file)]


def _pictures(folder: Path) -> Iterator[Path]:
    return (file for file in visible(folder) if file.suffix != ".txt" and file.is_file() and is_picture(file))


def label_of(picture: Path, home: Path) -> Path | None:
    """Its label file: in labels/ for images/, in a folder of labels beside its own, or beside it."""
    name = f"{picture.stem}.txt"
    return next((folder / name for folder in _places(picture, home) if (folder / name).is_file()), None)


def _places(picture: Path, home: Path) -> Iterator[Path]:
    folder = picture.parent
    inner = folder.relative_to(home).parts if folder.is_relative_to(home) else folder.parts
    start = home if folder.is_relative_to(home) else Path()
    for at in reversed(range(len(inner))):
        if is_general(inner[at]):
            yield from (start.joinpath(*inner[:at], labels, *inner[at + 1 :]) for labels in _LABELS)
    yield folder
    yield from (folder / labels for labels in _LABELS)
    yield from (home.joinpath(labels, *inner) for labels in _LABELS if start == home)


def described_pictures(described: Description, say: Say) -> list[Part]:
    """Those of every entry. DataError data.missing_files where none is there, data.split for one in two."""
    files: dict[Split, list[Path]] = {}
    lost: list[str] = []
    for part, entries in described.entries.items():
        for entry in entries:
            place, as_written = located(described, entry)
            if place is None:
                lost.append(f"{part}: {entry}")
                continue
            if not as_written:
                say(note("yolo.found_elsewhere", entry=entry, part=part, place=place))
            there, gone = _listed(place, described)
            files.setdefault(part, []).extend(there)
            lost += [f"{part}: {name}" for name in gone]
    if lost and not any(files.values()):
        raise no_entry(described, lost)
    if lost:
        say(warning("yolo.not_there", file=described.file.name, entries=Listed(lost)))
    return _once(files, described, say)


def _listed(place: Path, described: Description) -> tuple[list[Path], list[str]]:
    """The pictures below a folder, or those that a list file names; and names that lead to none."""
    if place.is_dir():
        return [x for x in listing(place).pictures if not _is_drawing(x, place)], []
    names = [line.strip() for line in text_of(place).splitlines() if line.strip()]
    found = [_named(name, place, described) for name in names]
    there = [file for file in found if file is not None]
    return there, [name for name, file in zip(names, found, strict=True) if file is None]


def _named(name: str, place: Path, described: Description) -> Path | None:
    beside = place.parent / name
    if is_there(beside) and beside.is_file():
        return plain_path(beside)
    return located(described, name)[0]


def _once(files: dict[Split, list[Path]], described: Description, say: Say) -> list[Part]:
    parts: defaultdict[Path, dict[Split, None]] = defaultdict(dict)
    for part, listed in files.items():
        for file in listed:
            parts[file][part] = None
    if files.get("train") and set(files["train"]) == set(files.get("val", ())):
        # coco128.yaml and others that only show how training works
        say(warning("yolo.same_pictures", file=described.file.name))
        return [Part(file, "test" if "test" in found else None) for file, found in parts.items()]
    twice = [file for file, found in parts.items() if len(found) > 1]
    if twice:
        told = Message(
            "yolo.in_two_parts",
            file=described.file,
            n=len(twice),
            picture=twice[0].name,
            parts=Listed(parts[twice[0]], None, "and"),
        )
        raise DataError(told, code="data.split")
    return [Part(file, next(iter(found))) for file, found in parts.items()]


def found_pictures(home: Path) -> list[Part]:
    """All pictures of a folder, without those that were drawn for them; parts by the folders."""
    found = [file for file in listing(home).pictures if not _is_drawing(file, home)]
    return [Part(file, part_of(file, home)) for file in found]


def _is_drawing(file: Path, home: Path) -> bool:
    folders = file.relative_to(home).parts[:-1]
    return any(is_drawn(name) for name in folders)


def orphans(home: Path, used: Iterable[Path]) -> list[Path]:
    """Label files in the folders of the used ones, and in folders of labels, that have no picture."""
    taken = set(used)
    folders = {file.parent for file in taken} | set(label_folders(home))
    texts = sorted(file for folder in folders for file in _texts(folder))
    return [x for x in texts if x not in taken and worded_part(x.stem) is None and looks_like_labels(x)]
