"""What a moving picture may cost: pixels of a frame, shared memory, and how long a decoder may be silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from huoyan.images.limits import Limits


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """max_pixels: of one frame. ring_bytes: shared memory between decoder and reader, whatever the length.

    open_s, stall_s: how long the decoder may take to open a source, and be silent while it reads, at most.
    restarts: how often in a row it is started again without giving a frame.
    """

    max_pixels: int = 64_000_000  # 8K has 33 million
    ring_bytes: int = 64 * 1024 * 1024
    open_s: float = 20.0
    stall_s: float = 20.0
    restarts: int = 2

    @classmethod
    def within(cls, pictures: Limits) -> Self:
        """The usual ones, for frames no larger than pictures may be."""
        return cls(max_pixels=min(cls().max_pixels, pictures.max_pixels))


DEFAULT = VideoLimits()
