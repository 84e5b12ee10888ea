"""A folder for each class, with or without `train`, `val` and `test` folders above them.

Pictures anywhere below a class folder belong to that class. Hidden folders and files are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.say import Say, count, some, to_stderr
from huoyan.errors import DataError, ImageError
from huoyan.images.files import EXTENSIONS, list_images
from huoyan.text import printable

SPLIT_NAMES: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
    "test": "test",
    "testing": "test",
}
LOOKED_FOR = "a folder for each class with pictures in it, perhaps below train/, val/ and test/"


@dataclass(frozen=True, slots=True)
class _Part:
    """One folder of class folders; `loose` pictures lie beside these, `empty` ones hold no picture.

    `back` are links to the folder itself or to one above it.
    """

    split: Split | None
    folder: Path
    classes: dict[str, list[Path]]
    empty: list[str]
    loose: int
    back: list[str]


def recognises(path: Path) -> bool:
    """A folder with at least one folder in it that holds a picture (not merely train/ full of pictures)."""
    if not path.is_dir():
        return False
    with_pictures = [folder for folder in subfolders(path) if _any_picture(folder)]
    if not with_pictures:
        return False
    return not all(_split_of(folder) and not _has_class_folders(folder) for folder in with_pictures)


def class_folders(path: Path) -> tuple[str, ...]:
    """Names of the folders that `read` would take for classes, or for splits."""
    return in_order(folder.name for folder in subfolders(path) if _any_picture(folder))


def read(path: Path, say: Say = to_stderr) -> Dataset:
    """Samples in natural order of their paths; `split` is None where no folder says it."""
    parts = list(_parts(path, say))
    names = in_order(name for part in parts for name in part.classes)
    _tell_oddities(parts, names, path, say)
    index = {name: (position,) for position, name in enumerate(names)}
    samples = [
        Sample(printable(file.relative_to(path).as_posix()), index[name], path=file, split=part.split)
        for part in parts
        for name in sorted(part.classes, key=names.index)
        for file in part.classes[name]
    ]
    return Dataset(name=printable(path.resolve().name), classes=names, samples=tuple(samples))


def _parts(path: Path, say: Say) -> Iterator[_Part]:
    folders = [folder for folder in subfolders(path) if _any_picture(folder)]
    splits = [folder for folder in folders if _split_of(folder) and _has_class_folders(folder)]
    if not splits:
        yield _part(path, None)
        return
    _refuse_mixture(path, folders, splits)
    for folder in folders:
        split = _split_of(folder)
        if folder in splits:
            yield _part(folder, split)
        else:
            # Contests hand out their test pictures like this, without labels.
            n = count(len(_pictures(folder)), "picture")
            say(f"warning: {folder.name}/ holds {n} without class folders: left out, there is no label.")


def _refuse_mixture(path: Path, folders: list[Path], splits: list[Path]) -> None:
    others = [folder.name for folder in folders if not _split_of(folder)]
    if others:
        raise DataError(
            f"{path} can be read in two ways: {some(folder.name for folder in splits)} look like parts of a "
            f"split, but {some(others)} with pictures lie beside them. Move these elsewhere, or rename the "
            "parts if they are classes.",
            code="data.format",
        )


def _part(folder: Path, split: Split | None) -> _Part:
    classes: dict[str, list[Path]] = {}
    empty: list[str] = []
    for subfolder in subfolders(folder):
        files = _pictures(subfolder)
        if files:
            classes.setdefault(printable(subfolder.name), []).extend(files)
        else:
            empty.append(subfolder.name)
    loose = sum(_is_picture(file) for file in visible(folder))
    back = [entry.name for entry in visible(folder) if _leads_back(entry)]
    return _Part(split, folder, classes, empty, loose, back)


def _tell_oddities(parts: list[_Part], names: tuple[str, ...], path: Path, say: Say) -> None:
    for part in parts:
        where = part.folder.relative_to(path).as_posix() if part.split else path.name
        if part.loose:
            say(
                f"warning: {count(part.loose, 'picture')} directly in {where}/ left out: "
                "only pictures in a class folder have a label."
            )
        if part.back:
            links = some(f"{where}/{name}" for name in part.back)
            say(f"warning: {links} left out: a link back to {where}/ or above it.")
        if part.empty:
            say(
                f"warning: no picture in {some(f'{where}/{name}' for name in in_order(part.empty))}: "
                "no class is made of it. Put pictures in or delete it."
            )
    if len({part.split for part in parts}) < len(parts):
        say(f"note: {some(part.folder.name for part in parts)} are joined where they name the same part.")


def subfolders(path: Path) -> list[Path]:
    return [entry for entry in visible(path) if entry.is_dir() and not _leads_back(entry)]


def _leads_back(entry: Path) -> bool:
    """Whether a link leads to the folder that it lies in, or above: its pictures would be there twice."""
    return entry.is_symlink() and entry.is_dir() and entry.parent.resolve().is_relative_to(entry.resolve())


def visible(path: Path) -> list[Path]:
    """What lies in a folder, sorted, without hidden entries; `data.permission` if it may not be read."""
    with _permitted(path):
        entries = sorted(path.iterdir())
    return [entry for entry in entries if not entry.name.startswith(".") and entry.name != "__MACOSX"]


@contextmanager
def _permitted(path: Path) -> Iterator[None]:
    try:
        yield
    except (PermissionError, ImageError) as error:
        if isinstance(error, ImageError) and error.code != "image.permission":
            raise
        raise DataError(
            f"the folder {path} may not be read (permission denied). Grant reading, or take it out.",
            code="data.permission",
        ) from error


def _pictures(folder: Path) -> list[Path]:
    with _permitted(folder):
        return list_images(folder)


def _split_of(folder: Path) -> Split | None:
    return SPLIT_NAMES.get(folder.name.strip().casefold())


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS and path.is_file()


def _has_class_folders(folder: Path) -> bool:
    return any(_any_picture(subfolder) for subfolder in subfolders(folder))


def _any_picture(folder: Path, entered: frozenset[Path] = frozenset()) -> bool:
    """Whether a picture lies anywhere below; mostly the first entry answers, so this does not list all."""
    with _permitted(folder):
        if any(_is_picture(file) for file in folder.iterdir() if not file.name.startswith(".")):
            return True
    # A link may lead back to a folder above: each is entered once on the way down.
    here = folder.resolve()
    return here not in entered and any(_any_picture(x, entered | {here}) for x in subfolders(folder))
