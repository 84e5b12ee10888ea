"""The files that the cells of a table name: by path, by address, or by name alone where that is clear."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import url2pathname

from huoyan.data.dataset import Split
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.folders.tree import listing
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.images.files import EXTENSIONS
from huoyan.text import nfc, printable, spelt
from huoyan.words import Listed, Message, counted, note

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
# Label Studio puts eight hex digits before the name of a file that was uploaded.
_UPLOADED = re.compile(r"[0-9a-f]{8}-(.+)")


def locate_all(
    folder: Path, cells: Sequence[str], table: str, part: Split | None, say: Say
) -> list[Path | None]:
    """The file of each cell, None where there is none. `part` is the table's own part, if its name says one.

    Paths count from the table's folder, else from the folder above it. What is not there is looked for by
    its name below the table's folder, which is said; DataError data.ambiguous where a name is there twice.
    """
    found = [locate(folder, cell) for cell in cells]
    if not any(found):
        found = [locate(folder.parent, cell) for cell in cells]
        if any(found):
            say(note("cells.from_above", table=table, folder=folder.parent))
    lost = [at for at, file in enumerate(found) if file is None and cells[at].strip()]
    if lost:
        comps = [_comps(cell) for cell in cells]
        flat = len({each[:-1] for each in comps if each}) == 1
        names = _by_name(folder, [comps[at] for at in lost], set(found), (table, part), flat=flat)
        for at, file in zip(lost, names, strict=True):
            found[at] = file
        _tell(folder, [(cells[at], found[at]) for at in lost], table, say)
    return found


def locate(folder: Path, cell: str, there: Callable[[Path], bool] = Path.is_file) -> Path | None:
    """The file that a cell names by its path, if it is there."""
    for spelling in dict.fromkeys(_spellings(cell)):
        try:
            if spelling and there(folder / spelling):
                return folder / spelling
        except (OSError, ValueError):  # a name too long or with a zero byte: no such file
            continue
    return None


def source_of(folder: Path, file: Path) -> str:
    """Relative to the table's folder, so that it may be moved; absolute if the cell names another place."""
    form = os.path.abspath if file.is_absolute() else os.path.normpath
    near, home = form(file), form(folder)
    inside = Path(near).is_relative_to(home) or file.is_relative_to(folder)
    return spelt(Path(os.path.relpath(near, home) if inside else near).as_posix())


def named_below(folder: Path, columns: Sequence[Sequence[str]]) -> list[int]:
    """Places of the columns most cells of which name pictures below the folder, with or without ending."""
    index = _Index(folder, None)
    found = []
    for at, cells in enumerate(columns):
        filled = [cell for cell in cells if cell.strip()]
        named = sum(bool(index.nearest(_comps(cell))[0]) for cell in filled)
        found += [at] if 2 * named > len(filled) else []
    return found


def _spellings(cell: str) -> Iterable[str]:
    """As it stands, without outer blanks, with slashes for backslashes, percent signs decoded, no file://."""
    yield cell
    bare = cell.strip()
    yield bare
    yield bare.replace("\\", "/")
    if _ADDRESS.match(bare) or "?d=" in bare:
        yield from _local(bare)
    elif "%" in bare:
        yield unquote(bare)


def _local(address: str) -> Iterable[str]:
    """Paths in file:// addresses and in Label Studio's /data/local-files/?d=..."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    if parts.scheme == "file":
        yield url2pathname(parts.path)
        yield (parts.netloc + url2pathname(parts.path)).lstrip("/")
    yield from parse_qs(parts.query).get("d", ())


def _comps(cell: str) -> tuple[str, ...]:
    """The parts of a path or address, the name last; what is no place (drive, host, `..`) is left out."""
    bare = cell.strip()
    if _ADDRESS.match(bare) or "?d=" in bare:
        local = list(_local(bare))
        path = local[-1] if local else unquote(bare.split("://", 1)[-1].split("?")[0].split("#")[0])
        bare = path if local or "/" not in path else path.split("/", 1)[1]
    elif _DRIVE.match(bare):
        bare = bare[2:]
    bare = bare.replace("\\", "/")
    return tuple(part for part in PurePosixPath(bare).parts if part not in ("/", ".", ".."))


def _by_name(
    folder: Path,
    comps: Sequence[tuple[str, ...]],
    taken: set[Path | None],
    table: tuple[str, Split | None],
    *,
    flat: bool,
) -> list[Path | None]:
    """Files below the folder by name; unless `flat` (all cells have one folder) a folder must agree too.

    `taken` are files of other cells. `table` is its name, and its part.
    """
    name, part = table
    index = _Index(folder, part)
    found: list[Path | None] = []
    twice: list[Message] = []
    for each in comps:
        near, depth = index.nearest(each)
        if depth < 2 and len(each) > 1 and not flat and "upload" not in each:
            near = []
        if len(near) > 1:
            places = Listed((index.relative(file) for file in near), 2)
            twice.append(Message("cells.found_at", name=each[-1], places=places))
        found.append(near[0] if len(near) == 1 else None)
    if twice:
        raise DataError(
            Message(
                "cells.file_twice" if len(twice) == 1 else "cells.files_twice",
                files=counted(len(twice), "file"),
                table=name,
                folder=folder,
                names=Listed(twice, 3),
            ),
            code="data.ambiguous",
        )
    spelt = defaultdict[Path, set[tuple[str, ...]]](set)
    for file, each in zip(found, comps, strict=True):
        if file is not None:
            spelt[file].add(each)
    # Two different cells for one file: at least one of them means another file, which is not there.
    doubtful = {file for file, cells in spelt.items() if len(cells) > 1} | taken
    return [None if file in doubtful else file for file in found]


class _Index:
    """The pictures below a folder by name and by name without ending, whatever the case of the letters."""

    def __init__(self, folder: Path, part: Split | None) -> None:
        self.folder = folder
        files = list(listing(folder).pictures)
        if part is not None:
            own = [file for file in files if self._of_part(file, part)]
            files = own or files
        self.names: defaultdict[str, list[Path]] = defaultdict(list)
        self.stems: defaultdict[str, list[Path]] = defaultdict(list)
        for file in files:
            self.names[_key(file.name)].append(file)
            self.stems[_key(file.stem)].append(file)

    def relative(self, file: Path) -> str:
        return printable(file.relative_to(self.folder).as_posix())

    def _of_part(self, file: Path, part: Split) -> bool:
        return any(worded_part(each) == part for each in file.relative_to(self.folder).parts[:-1])

    def nearest(self, comps: tuple[str, ...]) -> tuple[list[Path], int]:
        """The files that share most of the path's last parts, and how many these are."""
        if not comps:
            return [], 0
        files = self._named(comps[-1])
        depths = [_shared(comps, file.relative_to(self.folder).parts) for file in files]
        best = max(depths, default=0)
        near = [file for file, depth in zip(files, depths, strict=True) if depth == best]
        exact = [file for file in near if file.name == comps[-1]]
        return (exact or near), best

    def _named(self, name: str) -> list[Path]:
        files = self.names.get(_key(name), [])
        if not files and Path(name).suffix.lower() not in EXTENSIONS:
            files = self.stems.get(_key(name), [])
        uploaded = _UPLOADED.fullmatch(name)
        if not files and uploaded:
            files = self.names.get(_key(uploaded[1]), [])
        return files


def _key(name: str) -> str:
    return nfc(name).casefold()


def _shared(comps: tuple[str, ...], parts: tuple[str, ...]) -> int:
    """How many parts agree from the end; the names are taken to agree."""
    agree = 1
    for one, other in zip(comps[-2::-1], parts[-2::-1], strict=False):
        if _key(one) != _key(other):
            break
        agree += 1
    return agree


def _tell(folder: Path, found: Sequence[tuple[str, Path | None]], table: str, say: Say) -> None:
    there = [(cell, file) for cell, file in found if file is not None]
    if there:
        cell, file = there[0]
        say(
            note(
                "cells.found_by_name",
                files=counted(len(there), "file"),
                table=table,
                folder=folder,
                file=printable(file.relative_to(folder).as_posix()),
                cell=cell.strip(),
            )
        )
