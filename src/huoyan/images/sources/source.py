"""Sources on the command line: a picture, a folder, a pattern, a web address, or `-` for stdin."""

from __future__ import annotations

import difflib
import glob
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from huoyan.errors import HuoyanError, ImageError, UsageError
from huoyan.images.files import EXTENSIONS, natural, read_bytes
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.file_names import is_shut_folder
from huoyan.images.sources.listing import Listing, is_picture, list_folder
from huoyan.text import named, printable, spelt
from huoyan.words import Listed, Message, joined
from huoyan.words.foreign_reason import system_reason

# Seconds in all, after which a web address is given up.
TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Source:
    """One picture that is not read yet. `read` gives its bytes, or raises an error with its code.

    `name` is valid Unicode, whatever the bytes of the file's name are (see `text.spelt`).
    """

    name: str
    read: Callable[[], bytes]


def expand(
    source: str | Path,
    *,
    allow_network: bool = True,
    limits: Limits = DEFAULT,
    timeout_s: float = TIMEOUT_S,
    say: Callable[[Message], None] = lambda remark: None,
) -> Iterator[Source]:
    """The pictures that a source stands for, in natural order. Nothing is decoded or fetched here.

    `say` is told what a folder or a pattern holds beside pictures.
    Raises UsageError: usage.source for a path that is not there or a folder without pictures,
    usage.network for a web address where `allow_network` is false.
    """
    text = str(source)
    if not text:
        raise UsageError(Message("source.empty"), code="usage.source")
    if text == "-":
        return iter([Source("-", partial(_stdin, limits))])
    if text.lower().startswith(("http://", "https://")):
        if not allow_network:
            raise UsageError(
                Message("source.no_network", address=text),
                code="usage.network",
            )
        from huoyan.images.sources.fetch import fetch  # urllib takes a while to import

        return iter([Source(printable(text), partial(fetch, text, limits, timeout_s))])
    try:
        paths = _paths(Path(text), say)
    except OSError as error:  # a name that is too long
        raise UsageError(
            Message("source.no_path", path=text[:80], reason=system_reason(error)), code="usage.source"
        ) from error
    return iter([Source(spelt(str(path)), partial(read_bytes, path, limits)) for path in paths])


def unreachable(source: str | Path, error: HuoyanError) -> Source:
    """A source that `expand` refused, so that it can be answered in its place: one wrong path of many."""
    code = error.code if isinstance(error, ImageError) else "image.missing"
    return Source(spelt(str(source)), partial(_raise, ImageError(error.message, code=code)))


def _raise(error: ImageError) -> bytes:
    raise error


def _paths(path: Path, say: Callable[[Message], None]) -> list[Path]:
    if path.is_dir():
        found = list_folder(path)
        if not found.pictures:
            raise UsageError(_holds_none(path, found), code="usage.source")
    # A name with [ ] or * in it that does exist is a file, not a pattern.
    elif path.exists() or path.is_symlink():
        return [path]
    elif glob.has_magic(str(path)):
        found = _matches(path)
    else:
        raise UsageError(missing(path), code="usage.source")
    for sentence in found.sentences():
        say(Message("source.of_path", path=path, remark=sentence))
    return found.pictures


def _matches(pattern: Path) -> Listing:
    found = Listing()
    for path in (Path(x) for x in glob.glob(str(pattern), recursive=True)):  # noqa: PTH207  absolute patterns
        # A folder that the pattern itself names is meant.
        shut = [name for name in path.parent.parts if is_shut_folder(name) and name not in pattern.parts]
        if not path.is_file():
            continue
        if not shut:
            found.add(path)
        elif is_picture(path):
            found.passed.shut[printable(shut[0])] += 1
    if not found.pictures:
        raise UsageError(_matches_none(pattern, found), code="usage.source")
    found.pictures.sort(key=lambda path: [natural(part) for part in path.parts])
    return found


def _holds_none(folder: Path, found: Listing) -> Message:
    endings = " ".join(sorted(EXTENSIONS))
    seen = tuple(found.sentences())
    if not seen:
        return Message("source.holds_none", path=folder, endings=endings)
    return Message("source.holds_none_but", path=folder, seen=joined(seen, "sentences"), endings=endings)


def _matches_none(pattern: Path, found: Listing) -> Message:
    seen = tuple(found.sentences())
    if not seen:
        return Message("source.matches_none", pattern=pattern)
    return Message("source.matches_none_but", pattern=pattern, seen=joined(seen, "sentences"))


def missing(path: Path) -> Message:
    """Names the nearest in the deepest folder of the path that exists."""
    wanted, folder = path.name, path.parent
    while not folder.is_dir() and folder != folder.parent:
        wanted, folder = folder.name, folder.parent
    try:
        names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return Message("source.missing", path=path)
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.6)
    if near:
        return Message("source.missing_near", path=path, near=Listed(folder / name for name in near))
    return Message("source.missing_in", path=path, folder=named(folder))


def _stdin(limits: Limits) -> bytes:
    data = sys.stdin.buffer.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise ImageError(Message("source.stdin_too_large", most=limits.max_bytes), code="image.too_large")
    return data
