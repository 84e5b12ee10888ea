"""Sizes that a file declares, for formats whose readers allocate or decode as soon as they open it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from huoyan.images.decoding.formats import HEAD

ICO_ENTRY = struct.Struct("<4B2H2I")  # width, height, colours, 0, planes, bits, bytes, offset


def declared_sizes(stream: BinaryIO, kind: str) -> Iterator[tuple[int, int]]:
    """Width and height of what opening a WebP or ICO may decode; nothing for the other formats."""
    if kind == "WebP":
        canvas = webp_canvas(stream.read(HEAD))
        if canvas is not None:
            yield canvas
    elif kind == "ICO":
        yield from ico_pictures(stream)
    stream.seek(0)


def ico_pictures(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Width and height of each picture in an icon by its own header: the directory may say 16 x 16."""
    head = stream.read(6)
    count = int.from_bytes(head[4:6], "little")
    entries = stream.read(count * ICO_ENTRY.size)
    offsets = {ICO_ENTRY.unpack_from(entries, at)[7] for at in range(0, len(entries) - 15, ICO_ENTRY.size)}
    for offset in sorted(offsets):
        stream.seek(offset)
        begin = stream.read(24)
        if begin.startswith(b"\x89PNG") and len(begin) == 24:
            yield struct.unpack_from(">II", begin, 16)
        elif len(begin) >= 12:  # a BITMAPINFOHEADER, whose height counts the mask too
            width, height = struct.unpack_from("<ii", begin, 4)
            yield abs(width), abs(height) // 2


def webp_canvas(head: bytes) -> tuple[int, int] | None:
    """Width and height in a WebP header (RFC 9649, section 2); the reader allocates them when it opens."""
    chunk = head[12:16]
    if chunk == b"VP8X" and len(head) >= 30:
        return (
            int.from_bytes(head[24:27], "little") + 1,
            int.from_bytes(head[27:30], "little") + 1,
        )
    if chunk == b"VP8L" and len(head) >= 25:
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and len(head) >= 30:
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
