"""Folders of a data set on disk, looked at without listing all of their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from huoyan.errors import DataError, ImageError
from huoyan.images.files import EXTENSIONS
from huoyan.images.sources.file_names import ending, is_shut_folder, is_system_file
from huoyan.images.sources.listing import (
    Listing,
    entries,
    holds_thumbnails,
    is_folder,
    is_picture,
    leads_back,
    list_folder,
)
from huoyan.words import Message

# Pictures that lie beside folders are a slip where they are fewer than one in so many.
FEW = 10


def visible(path: Path) -> list[Path]:
    """What lies in a folder, sorted, without what is hidden or the system's; else `data.permission`."""
    with permitted(path):
        return [path / entry.name for entry in entries(path) if not _is_hidden(entry.name)]


def _is_hidden(name: str) -> bool:
    return is_shut_folder(name) or is_system_file(name)


def subfolders(path: Path) -> list[Path]:
    """Folders that may hold pictures: no links back to `path` or above, no thumbnails."""
    with permitted(path):
        found = [path / x.name for x in entries(path) if not is_shut_folder(x.name) and is_folder(x)]
    return [folder for folder in found if not leads_back(folder) and not holds_thumbnails(folder)]


def with_pictures(path: Path) -> list[Path]:
    """The folders in `path` that hold a picture, at any depth."""
    return [folder for folder in subfolders(path) if any_picture(folder)]


def any_picture(folder: Path, entered: frozenset[Path] = frozenset()) -> bool:
    """Whether a picture lies anywhere below; mostly the first names answer, so this does not read all."""
    with permitted(folder):
        files = [entry.name for entry in entries(folder) if not is_folder(entry)]
    if any(ending(name) in EXTENSIONS and not _is_hidden(name) for name in files):
        return True
    # A link may lead back to a folder above: each is entered once on the way down.
    here = folder.resolve()
    if here not in entered and any(any_picture(x, entered | {here}) for x in subfolders(folder)):
        return True
    return any(is_picture(folder / name) for name in files)


def loose(path: Path) -> int:
    """How many pictures lie directly in a folder."""
    with permitted(path):
        return sum(is_picture(path / entry.name) for entry in entries(path) if not is_folder(entry))


def mostly_below(path: Path) -> bool:
    """Whether nearly all pictures under `path` lie in its folders, not beside them."""
    beside = loose(path)
    return not beside or FEW * beside <= len(listing(path).pictures)


def listing(folder: Path, without: Iterable[Path] = ()) -> Listing:
    """All that lies under a folder and not in those `without`, or `data.permission`."""
    with permitted(folder):
        return list_folder(folder, without)


@contextmanager
def permitted(path: Path) -> Iterator[None]:
    try:
        yield
    except (PermissionError, ImageError) as error:
        if isinstance(error, ImageError) and error.code != "image.permission":
            raise
        raise DataError(Message("folders.no_permission", path=path), code="data.permission") from error
