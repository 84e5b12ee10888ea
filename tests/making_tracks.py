"""Tracks written by hand: where a thing is in each frame, for rules about lines and zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.watch.event import Event
from huoyan.watch.rules.observer import Observer
from huoyan.watch.tracked import Tracked, Tracks

Spot = tuple[float, float]
SIDE = 1024  # a power of two, so that fractions of it are exact


@dataclass(frozen=True, slots=True)
class Walk:
    """One track. spots: its centre in each frame from `first` on, in pixels of 1,024 x 1,024; None where it
    is not found. since: frame at which its number began, where that is another than `first`.
    """

    number: int
    spots: Sequence[Spot | None]
    label: str = "person"
    first: int = 0
    size: float = 100
    since: int | None = None

    def at(self, frame: int, fps: float) -> Tracked | None:
        here = frame - self.first
        spot = self.spots[here] if 0 <= here < len(self.spots) else None
        if spot is None:
            return None
        half = self.size / 2
        box = spot[0] - half, spot[1] - half, spot[0] + half, spot[1] + half
        began = self.first if self.since is None else self.since
        frames = sum(each is not None for each in self.spots[: here + 1])
        return Tracked(self.number, self.label, 0.75, box, began / fps, frames)


def filmed(*walks: Walk, fps: float = 10, frames: int | None = None) -> list[Tracks]:
    """Every frame in which a track is, and as many more as make `frames`."""
    last = max((walk.first + len(walk.spots) for walk in walks), default=0)
    return [
        Tracks(
            tuple(seen for walk in walks if (seen := walk.at(frame, fps)) is not None),
            frame / fps,
            frame,
            SIDE,
            SIDE,
        )
        for frame in range(frames or last)
    ]


def down(start: float, end: float, frames: int, x: float = 512) -> list[Spot | None]:
    """Straight from one height to another, evenly."""
    return [(x, start + (end - start) * at / (frames - 1)) for at in range(frames)]


def watched(observer: Observer, tracks: Sequence[Tracks]) -> list[Event]:
    return [event for each in tracks for event in observer.update(each)]


def said(events: Sequence[Event]) -> list[tuple[str, str, int | None]]:
    """Rule, what or direction, and frame of each."""
    return [(event.rule, event.direction or event.what, event.frame) for event in events]
