"""Pictures with their answers drawn in, as new files of a folder."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import numpy as np

from huoyan.errors import UsageError
from huoyan.images.decode import decode, probe
from huoyan.images.decoding.colour import Window
from huoyan.images.draw import encode_png
from huoyan.images.limits import Limits
from huoyan.images.sources.source import Source
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# Gives a copy of uint8 (H, W, 3) or (H, W) with the answer drawn in.
Draw = Callable[[np.ndarray], np.ndarray]


class Kept:
    """A source that is read once: what stdin or an address gave stays until it is drawn on."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._content: bytes | None = None

    def source(self) -> Source:
        return Source(self._source.name, self._read) if _passes(self._source.name) else self._source

    def take(self) -> bytes:
        """The content; a file is read once more."""
        return self._source.read() if self._content is None else self._content

    def forget(self) -> None:
        self._content = None

    def _read(self) -> bytes:
        self._content = self._source.read()
        return self._content


def check_apart(folder: Path, sources: Iterable[Source]) -> None:
    """Raises UsageError (usage.save) for a folder that a picture comes from: with those that are drawn among
    its own it would be other data.
    """
    here = Path(os.path.realpath(folder))  # of links that lead in circles resolve() raises
    among = {Path(source.name).parent for source in sources if not _passes(source.name)}
    if any(Path(os.path.realpath(each)) == here for each in among):
        other = shlex.quote(str(here.parent / f"{here.name}-drawn"))
        raise UsageError(Message("arguments.save_among", folder=folder, other=other), code="usage.save")


class Drawings:
    """Writes into `folder`; nothing that lies there is replaced, and no link is followed.

    window: of the model, so that deep pictures look as the network saw them.
    """

    def __init__(self, folder: Path, window: Window | None, limits: Limits) -> None:
        self._folder, self._window, self._limits = folder, window, limits
        self._numbers: dict[str, int] = {}

    def save(self, name: str, read: Callable[[], bytes], draw: Draw) -> None:
        """As PNG named after the source; a name that is taken gets a number.

        Raises UsageError (usage.save) where it cannot be written, and what `read` and decoding raise.
        """
        content = encode_png(draw(decode_to_draw(read(), self._window, self._limits, name)))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(stem_of(name), content)
        except OSError as error:
            reason = system_reason(error)
            message = Message("arguments.save", name=name, folder=self._folder, reason=reason)
            raise UsageError(message, code="usage.save") from error

    def _write(self, stem: str, content: bytes) -> None:
        while True:
            number = self._numbers[stem] = self._numbers.get(stem, 0) + 1
            path = self._folder / (f"{stem}.png" if number == 1 else f"{stem}-{number}.png")
            try:
                opened = path.open("xb")  # new, or an error: a link that leads nowhere is not followed
            except FileExistsError:
                continue
            try:
                with opened:
                    opened.write(content)
            except OSError:  # of a full disk nothing is left that looks like a picture
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
                raise
            return


def decode_to_draw(data: bytes, window: Window | None, limits: Limits, name: str) -> np.ndarray:
    """The whole picture; a JPEG of more pixels than are decoded at once comes at half its sides."""
    info = probe(data, limits=limits, name=name)
    half = (info.height // 4, info.width // 4) if info.height * info.width > limits.max_pixels else None
    return decode(data, limits=limits, window=window, at_least=half, name=name).pixels


def stem_of(name: str) -> str:
    """A name for a file from that of a source: `stdin`, or the last part of a path or an address."""
    if name == "-":
        return "stdin"
    path = unquote(urlsplit(name).path).rstrip("/") if _passes(name) else name
    last = PurePosixPath(path).stem if _passes(name) else Path(path).stem
    plain = "".join(x for x in last if x.isprintable() and x not in '\\/:*?"<>|').lstrip(".")
    # Shorter than systems allow, so that a number and the ending fit.
    return plain.encode()[:200].decode(errors="ignore") or "picture"


def _passes(name: str) -> bool:
    """Whether a source may give its content only once."""
    return name == "-" or name.lower().startswith(("http://", "https://"))
