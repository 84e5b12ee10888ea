"""The bytes of a file of annotations, and its text in whatever encoding it is."""

from __future__ import annotations

from pathlib import Path

from huoyan.data.formats.rows.encoding import decode_text
from huoyan.errors import DataError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason


def bytes_of(file: Path) -> bytes:
    """Raises DataError: data.permission, data.missing."""
    try:
        return file.read_bytes()
    except PermissionError as error:
        raise DataError(Message("rows.no_permission", path=file), code="data.permission") from error
    except OSError as error:
        raise DataError(
            Message("rows.unreadable", path=file, reason=system_reason(error)), code="data.missing"
        ) from error


def text_of(file: Path) -> str:
    """Raises DataError (data.encoding) too."""
    return decode_text(bytes_of(file), file)[0]
