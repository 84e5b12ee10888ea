"""Picture files on disk: their endings and order, and reading them with coded errors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from huoyan.errors import ImageError
from huoyan.images.decoding.formats import PICTURE_FORMATS
from huoyan.images.limits import DEFAULT, Limits
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# By these endings folders are listed.
EXTENSIONS = frozenset(ending for known in PICTURE_FORMATS.values() for ending in known.endings)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts `2.png` before `10.png`; letters by their case-folded form."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((0, int(x), x) if x[0] in "0123456789" else (1, 0, x.casefold()) for x in parts)


def open_file(path: Path) -> BinaryIO:
    """The file, opened for reading; image.missing or image.permission where that fails."""
    try:
        # A pipe or device would block for ever: only plain files are pictures.
        if path.exists() and not path.is_file():
            raise ImageError(Message("image.not_a_file", path=path), code="image.missing")
        return path.open("rb")
    except OSError as error:
        raise coded(error, path) from error


def read_bytes(path: Path, limits: Limits = DEFAULT) -> bytes:
    """All bytes of a picture file, at most `limits.max_bytes` of them."""
    with open_file(path) as stream:
        try:
            data = stream.read(limits.max_bytes + 1)
        except OSError as error:
            raise coded(error, path) from error
    if len(data) > limits.max_bytes:
        raise ImageError(
            Message("image.file_too_large", path=path, most=limits.max_bytes), code="image.too_large"
        )
    return data


def coded(error: OSError, path: Path) -> ImageError:
    """The error of this toolkit for one of the system."""
    if isinstance(error, PermissionError):
        return ImageError(Message("image.forbidden", path=path), code="image.permission")
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return ImageError(Message("image.dead_link", path=path), code="image.missing")
    if isinstance(error, FileNotFoundError):
        return ImageError(Message("image.missing", path=path), code="image.missing")
    return ImageError(
        Message("image.unreadable", path=path, reason=system_reason(error)), code="image.missing"
    )
