"""Gzip content, unpacked with a bound: a small file cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from huoyan.words import Message

MAGIC = b"\x1f\x8b"
_GZIP = 31  # zlib's window bits for a gzip header and its checksum


def unpack(data: bytes, length: int | Callable[[bytes], int], head: int = 16) -> bytes:
    """The content of gzip `data`, which should be `length` bytes long.

    `length` may be a function that reads it from the first `head` bytes of the content. Of longer
    content only one byte more is returned, of shorter content all of it, so the caller sees both by
    the length. Broken gzip raises `ValueError`.
    """
    unpacker = zlib.decompressobj(_GZIP)
    try:
        start = b""
        if not isinstance(length, int):
            start = unpacker.decompress(data, head)
            data, length = unpacker.unconsumed_tail, length(start)
        if length <= len(start):
            return start + unpacker.decompress(data, 1)
        return start + unpacker.decompress(data, length - len(start) + 1)
    except zlib.error as error:
        raise ValueError(Message("named.no_gzip", error=str(error))) from error
