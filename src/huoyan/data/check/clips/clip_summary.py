"""The clips of a data set in numbers: how many, how long, at what rates and sizes, class by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ClipRow:
    """Readable clips of one class; "" of all where the truth is none of classes. Each triple: the least, the
    median, the most. rates: in whole frames a second, with how many clips have it; sizes: width, height.
    """

    name: str
    n: int
    seconds: tuple[float, float, float]
    frames: tuple[int, int, int]
    rates: tuple[tuple[int, int], ...]
    sizes: tuple[tuple[tuple[int, int], int], ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "class": self.name,
            "n": self.n,
            "seconds": [round(value, 3) for value in self.seconds],
            "frames": list(self.frames),
            "rates": {str(rate): n for rate, n in self.rates},
            "sizes": {f"{width}x{height}": n for (width, height), n in self.sizes},
        }


@dataclass(frozen=True, slots=True)
class ClipSummary:
    """A row a class that has a readable clip, in class order."""

    rows: tuple[ClipRow, ...]
