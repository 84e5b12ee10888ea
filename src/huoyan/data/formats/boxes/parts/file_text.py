"""The text of a file of annotations in whatever encoding it is."""

from __future__ import annotations

from pathlib import Path

from huoyan.data.formats.rows.encoding import decode_text
from huoyan.data.formats.rows.file_bytes import MOST_BYTES, bytes_of, no_memory

# Of a file that tells of one picture: a million boxes have 40 MB.
MOST_OF_PICTURE = 256 << 20


def text_of(file: Path, most: int = MOST_BYTES) -> str:
    """Raises DataError: data.encoding, and those of `bytes_of`."""
    data = bytes_of(file, most)
    try:
        return decode_text(data, file)[0]
    except MemoryError as error:
        raise no_memory(file) from error
