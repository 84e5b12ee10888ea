"""Kinds of files that are put together by laying one behind the other: each part has stamps of its own."""

from __future__ import annotations

_PACKET = 188  # bytes, of MPEG-TS; M2TS has four more before each
_SYNC, _PACK = 0x47, b"\0\0\1\xba"


def may_restart(source: str) -> bool:
    """Whether it is a file of MPEG-TS, M2TS or MPEG-PS, by its first bytes. source: as in `Order`."""
    if not source.startswith("file:"):
        return False
    try:
        with open(source.removeprefix("file:"), "rb") as file:  # noqa: PTH123 - of any bytes
            head = file.read(3 * _PACKET)
    except OSError:
        return False
    return head.startswith(_PACK) or _is_ts(head, 0, _PACKET) or _is_ts(head, 4, _PACKET + 4)


def _is_ts(head: bytes, first: int, every: int) -> bool:
    return len(head) > first + every and head[first] == head[first + every] == _SYNC
