"""The bytes of a file of labels, where these are not more than a machine can hold as text."""

from __future__ import annotations

from pathlib import Path

from huoyan.errors import DataError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# The largest public files of boxes have 2.5 GB, for two million pictures.
MOST_BYTES = 4 << 30


def bytes_of(file: Path, most: int = MOST_BYTES) -> bytes:
    """Raises DataError: data.permission, data.missing, data.too_large."""
    try:
        with file.open("rb") as stream:
            if file.stat().st_size > most:
                raise DataError(Message("rows.too_large", path=file, most=most), code="data.too_large")
            return stream.read()
    except PermissionError as error:
        raise DataError(Message("rows.no_permission", path=file), code="data.permission") from error
    except OSError as error:
        raise DataError(
            Message("rows.unreadable", path=file, reason=system_reason(error)), code="data.missing"
        ) from error
    except MemoryError as error:
        raise no_memory(file) from error


def no_memory(file: Path) -> DataError:
    return DataError(Message("rows.no_memory", path=file), code="data.too_large")
