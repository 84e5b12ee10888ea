"""What reads a source in the child; one file an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, slots=True)
class Declared:
    """What the source says of itself; nothing of it is sure but the size."""

    width: int
    height: int
    frames_per_second: float | None = None
    frames: int | None = None
    seconds: float | None = None


class Unreadable(Exception):
    """The source cannot be read: `code` and `reason` as in `messages.Failed`."""

    def __init__(self, code: str, reason: str = "", width: int = 0, height: int = 0) -> None:
        super().__init__(code)
        self.code, self.reason, self.width, self.height = code, reason, width, height


class Engine(Protocol):
    """Raises Unreadable from anything but `close`."""

    declared: Declared
    timed: bool  # whether `grab` gives the time stamps of the stream; else they are counted

    def grab(self) -> float | None:
        """Moves to the next frame; its time stamp in seconds as the stream has it, or None at the end."""

    def into(self, pixels: np.ndarray) -> None:
        """Writes the frame to uint8 (H, W, 3) RGB."""

    def restarts(self, beat: Callable[[], None]) -> bool:
        """Whether stamps begin anew within the source, as far as is known: then `seek` may lead anywhere.
        `beat` is called now and then.
        """

    def seek(self, stamp: float) -> bool:
        """Moves so that the next frame is at or before `stamp`, as far as is known; False if that fails."""

    def rewind(self) -> None:
        """Moves before the first frame."""

    def close(self) -> None:
        """Ends what the engine holds."""
