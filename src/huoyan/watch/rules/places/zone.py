"""A part of the picture that things are in or not."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.watch.rules.places.geometry import Point


@dataclass(frozen=True, slots=True)
class Zone:
    """corners: three or more (x, y) as fractions of the picture; the last is joined to the first."""

    name: str
    corners: tuple[Point, ...]
