"""The segments of a JPEG before its coded pixels (ITU-T T.81, annex B), found as readers find them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST = 65_536  # a photo has a few dozen; a hostile file may hold millions that are empty

# What lies between segments (junk, fill bytes, restart marks) is passed over, at the speed of a search.
_NEXT = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd8]")
_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each in order; the start of the first scan (0xDA) is the last."""
    position = 2
    for _ in range(_MOST):
        found = _NEXT.search(data, position)
        if found is None or found.start() + 4 > len(data):
            return
        start, marker = found.start(), data[found.start() + 1]
        if marker == _END:
            return
        length = int.from_bytes(data[start + 2 : start + 4], "big")
        yield marker, data[start + 4 : start + 2 + length]
        if marker == _SCAN:
            return
        position = start + 2 + max(length, 2)


def held_whole(data: bytes) -> int:
    """Coefficients that a decoder holds of the whole picture, at whatever scale it decodes; 0 for few lines.

    So it is where several scans make up the picture: progressive, or a scan for each channel.
    """
    frame, progressive = b"", False
    for marker, body in segments(data):
        if marker in _FRAMES and len(body) > 5:
            frame, progressive = body, marker in _PROGRESSIVE
        if marker == _SCAN and body and not progressive and frame and body[0] == frame[5]:
            return 0
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    shares = [(sampling >> 4) * (sampling & 15) for sampling in frame[7::3]]
    return height * width * sum(shares) // max(1, *shares, 1)
