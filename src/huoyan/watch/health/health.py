"""The events of the camera itself: frozen, covered, gone, and well again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from huoyan.watch.event import Event
from huoyan.watch.health.covered import Covered
from huoyan.watch.health.frozen import Frozen

CAMERA = "camera"  # the rule of these events
WELL = "no longer "
Ill = Literal["frozen", "covered", "gone"]


def is_end(event: Event) -> bool:
    """Whether it says of a camera that something is over."""
    return event.rule == CAMERA and event.what.startswith(WELL)


@dataclass(frozen=True, slots=True)
class HealthLimits:
    """For how many seconds it must last: of the stream, but for `gone_s`, of a clock that does not jump."""

    frozen_s: float = 15.0
    covered_s: float = 8.0
    gone_s: float = 5.0


class Health:
    """Give `see` every frame, and `miss` how long none came. Each illness is told once, and its end."""

    def __init__(self, limits: HealthLimits | None = None) -> None:
        self._limits = limits or HealthLimits()
        self._frozen, self._covered = Frozen(self._limits.frozen_s), Covered()
        self._ill: dict[Ill, None] = {}
        self._seconds = 0.0

    def see(self, pixels: np.ndarray, seconds: float, frame: int) -> tuple[Event, ...]:
        """pixels: uint8 (H, W, 3)."""
        if seconds < self._seconds or "gone" in self._ill:  # a new connection, which counts anew
            self._frozen.forget()
            self._covered.forget()
        self._seconds = seconds
        share = self._frozen.see(pixels, seconds)
        lost_s, left = self._covered.see(pixels, seconds)
        told = [
            self._state("gone", False, 1.0, seconds, frame),
            self._state("frozen", share > 0, share, seconds, frame),
            self._state("covered", lost_s >= self._limits.covered_s, 1 - left, seconds, frame),
        ]
        return tuple(each for each in told if each is not None)

    def miss(self, waited_s: float, frame: int) -> tuple[Event, ...]:
        """No frame for `waited_s`, by a monotonic clock; frame: the last one."""
        told = self._state("gone", waited_s >= self._limits.gone_s, 1.0, self._seconds, frame)
        return (told,) if told is not None else ()

    def _state(self, ill: Ill, is_so: bool, sure: float, seconds: float, frame: int) -> Event | None:
        """An event where it has begun or ended just now."""
        if is_so == (ill in self._ill):
            return None
        if is_so:
            self._ill[ill] = None
        else:
            del self._ill[ill]
        what = ill if is_so else f"{WELL}{ill}"
        return Event(seconds, frame, CAMERA, what, confidence=round(sure if is_so else 1.0, 3))
