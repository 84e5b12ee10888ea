"""What a camera tells: a frame, that it is gone, or that it is back."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.images.video.frame import Frame
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Gone:
    """No frames come; it is tried again and again. code: of the error. seconds: of the last frame."""

    message: Message
    code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Back:
    """Frames come again, from the next one on. gap_s: without any; the stream's seconds went on meanwhile."""

    message: Message
    gap_s: float


Seen = Frame | Gone | Back
