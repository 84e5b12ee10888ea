"""From which side a picture grows by doubling."""

from __future__ import annotations

from huoyan.errors import NetworkError
from huoyan.words import Message

SMALLEST = 4


def doublings(size: int) -> int:
    """One at least, and as many as leave a side of 4 to 7 pixels: of 28 px two, from 7; of 64 px four."""
    n = 1
    while size >> n >= 2 * SMALLEST:
        n += 1
    return n


def start_side(size: int, n: int) -> int:
    """The side that is `size` after `n` doublings. Raises NetworkError (network.size) where none is."""
    start, rest = divmod(size, 1 << n)
    if rest or start < 1:
        near = max(1, round(size / (1 << n))) << n
        raise NetworkError(Message("pair.size", size=size, times=n, near=near), code="network.size")
    return start
