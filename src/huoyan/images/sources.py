"""Sources on the command line: a picture, a folder, a pattern, a web address, or `-` for stdin."""

from __future__ import annotations

import difflib
import glob
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from huoyan.errors import HuoyanError, ImageError, UsageError
from huoyan.images.decode import DEFAULT, Limits
from huoyan.images.files import EXTENSIONS, list_images, natural, read_bytes
from huoyan.text import printable

# Seconds without a byte after which a web address is given up.
TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Source:
    """One picture that is not read yet. `read` gives its bytes, or raises an error with its code.

    `name` is valid Unicode, whatever the bytes of the file's name are (see `text.printable`).
    """

    name: str
    read: Callable[[], bytes]


def expand(
    source: str | Path,
    *,
    allow_network: bool = True,
    limits: Limits = DEFAULT,
    timeout_s: float = TIMEOUT_S,
) -> Iterator[Source]:
    """The pictures that a source stands for, in natural order. Nothing is read or fetched here.

    Raises UsageError: usage.source for a path that is not there or a folder without pictures,
    usage.network for a web address where `allow_network` is false.
    """
    text = str(source)
    if not text:
        raise UsageError("A source is empty. Give a picture, a folder or a pattern.", code="usage.source")
    if text == "-":
        return iter([Source("-", partial(_stdin, limits))])
    if urlsplit(text).scheme.lower() in ("http", "https"):
        if not allow_network:
            raise UsageError(
                f"{text} is a web address, and fetching is switched off here. Save the picture and give "
                "its path.",
                code="usage.network",
            )
        from huoyan.images.fetch import fetch  # urllib takes a while to import

        return iter([Source(printable(text), partial(fetch, text, limits, timeout_s))])
    try:
        paths = _paths(Path(text))
    except OSError as error:  # a name that is too long
        raise UsageError(f"{text[:80]} is no path: {error.strerror}.", code="usage.source") from error
    return iter([Source(printable(str(path)), partial(read_bytes, path, limits)) for path in paths])


def unreachable(source: str | Path, error: HuoyanError) -> Source:
    """A source that `expand` refused, so that it can be answered in its place: one wrong path of many."""
    code = error.code if isinstance(error, ImageError) else "image.missing"
    return Source(printable(str(source)), partial(_raise, ImageError(str(error), code=code)))


def _raise(error: ImageError) -> bytes:
    raise error


def _paths(path: Path) -> list[Path]:
    if path.is_dir():
        found = list_images(path)
        if not found:
            raise UsageError(
                f"{path} holds no picture. Expected files ending in {' '.join(sorted(EXTENSIONS))}.",
                code="usage.source",
            )
        return found
    # A name with [ ] or * in it that does exist is a file, not a pattern.
    if path.exists() or path.is_symlink():
        return [path]
    if glob.has_magic(str(path)):
        return _matches(path)
    raise UsageError(f"{path} does not exist.{_hint(path)}", code="usage.source")


def _matches(pattern: Path) -> list[Path]:
    found = (Path(x) for x in glob.glob(str(pattern), recursive=True))  # noqa: PTH207  absolute patterns
    files = [x for x in found if x.is_file() and x.suffix.lower() in EXTENSIONS]
    if not files:
        raise UsageError(
            f"no picture matches {pattern}. Check the pattern; ** goes into folders at any depth.",
            code="usage.source",
        )
    return sorted(files, key=lambda path: [natural(part) for part in path.parts])


def _hint(path: Path) -> str:
    """The nearest names in the deepest folder of the path that exists."""
    wanted, folder = path.name, path.parent
    while not folder.is_dir() and folder != folder.parent:
        wanted, folder = folder.name, folder.parent
    try:
        names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return ""
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.6)
    return f" Near it: {', '.join(str(folder / name) for name in near)}." if near else f" Looked in {folder}."


def _stdin(limits: Limits) -> bytes:
    data = sys.stdin.buffer.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise ImageError(
            f"stdin gave more than {limits.max_bytes:,} bytes, the most that is read.", code="image.too_large"
        )
    return data
