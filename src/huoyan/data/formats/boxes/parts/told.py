"""What is said of pictures without annotations, of annotations without pictures, and of files left unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from huoyan.data.formats.folders.part_names import is_drawn
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import named, printable
from huoyan.words import Listed, Message, counted, note, warning


def tell_home(home: Path, path: Path, say: Say) -> None:
    """Where the data lie, if not at the place that was named."""
    if home != path:
        say(note("box_files.lies_in", folder=below(home, path)))


def below(file: Path, path: Path) -> str:
    """A file as the reader of a remark finds it."""
    base = path if path.is_dir() else path.parent
    return printable(file.relative_to(base).as_posix() if file.is_relative_to(base) else str(file))


def check_there(lost: Sequence[str], total: int, told_by: str, home: Path, say: Say) -> None:
    """Pictures that annotations name and that are not there. DataError data.missing_files for most."""
    if not lost:
        return
    told = Message(
        "box_files.missing",
        n=len(lost),
        total=total,
        files=Listed(lost),
        told_by=told_by,
        folder=named(home),
    )
    if 2 * len(lost) > total:
        raise DataError(told, code="data.missing_files")
    say(warning("box_files.left_out", told=told))


def tell_unlisted(home: Path, pictures: Iterable[Path], used: Iterable[Path], say: Say) -> None:
    """Pictures that no annotation is about; those in masks/ and its like were drawn for others."""
    known = set(used)
    left = [file for file in pictures if file not in known]
    drawn = [file for file in left if any(map(is_drawn, _folders(file, home)))]
    plain = [file for file in left if not any(map(is_drawn, _folders(file, home)))]
    if drawn:
        say(note("box_files.drawings", pictures=counted(len(drawn), "picture"), places=_places(drawn, home)))
    if plain:
        say(
            warning(
                "box_files.unlisted", pictures=counted(len(plain), "picture"), places=_places(plain, home)
            )
        )


def _folders(file: Path, home: Path) -> tuple[str, ...]:
    return file.relative_to(home).parts[:-1]


def _places(files: Sequence[Path], home: Path) -> Listed:
    met = Counter("/".join(_folders(file, home)[:1]) for file in files)
    return Listed(
        [
            Message("tables.in_folder", n=n, folder=printable(place))
            if place
            else Message("box_files.at_the_top", n=n)
            for place, n in met.most_common()
        ],
        3,
    )
