"""Whether a video file is shorter than its container says: it was cut off, whatever a decoder makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

_MOST_BOXES = 100_000
_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067


def missing_bytes(path: Path) -> int:
    """How many bytes are missing of MP4, MOV, AVI, Matroska and WebM; 0 for whole files and other kinds."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        file.seek(0)
        if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
            return _of_boxes(file, size)
        if head[:4] == b"RIFF":
            return max(0, int.from_bytes(head[4:8], "little") + 8 - size)
        if head[:4] == _EBML.to_bytes(4, "big"):
            return _of_segment(file, size)
    return 0


def _of_boxes(file: BinaryIO, size: int) -> int:
    """ISO/IEC 14496-12: each box says how long it is; without a `moov` nothing can be played."""
    at, kinds = 0, set()
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        kinds.add(kind)
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:  # to the end of the file
            length = size - at
        if length < 8:
            return 0
        at += length
        if at >= size:
            break
    return max(at - size, 0 if b"moov" in kinds or b"moof" in kinds else 1)


def _of_segment(file: BinaryIO, size: int) -> int:
    """RFC 8794: an element is its id, its length and its content. A length of all ones is not known."""
    for wanted in (_EBML, _SEGMENT):
        found, _ = _number(file, marked=True)
        length, unknown = _number(file, marked=False)
        if found != wanted or unknown:
            return 0
        file.seek(length, 1)
    return max(0, file.tell() - size)


def _number(file: BinaryIO, *, marked: bool) -> tuple[int, bool]:
    first = file.read(1)
    if not first or not first[0]:
        return 0, True
    length = 9 - first[0].bit_length()
    value = int.from_bytes(first + file.read(length - 1), "big")
    bits = (1 << 7 * length) - 1
    return value if marked else value & bits, value & bits == bits
