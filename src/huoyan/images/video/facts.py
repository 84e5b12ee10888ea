"""What a moving picture says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """width, height: of the upright frame. The others are declared by the source, and None where it does not.

    frames_per_second: the average; frames need not be evenly spaced. frames, seconds: of the whole length,
    whatever part is read. engine: what decodes it.
    """

    width: int
    height: int
    frames_per_second: float | None
    frames: int | None
    seconds: float | None
    engine: str
