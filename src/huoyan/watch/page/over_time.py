"""How counts have grown, in bounded memory: of a long watch the steps become longer."""

from __future__ import annotations

from typing import Any

from huoyan.watch.rules.counts import CountsJson

MOST_STEPS = 240
FIRST_STEP_S = 1.0


class CountsOverTime:
    """One row a step: what was counted of each way over each place until then."""

    def __init__(self) -> None:
        self._step_s = FIRST_STEP_S
        self._rows: list[tuple[float, dict[tuple[str, str], int]]] = []

    def is_due(self, seconds: float) -> bool:
        return not self._rows or seconds - self._rows[-1][0] >= self._step_s

    def add(self, seconds: float, counts: CountsJson) -> None:
        """seconds: of the stream; counts: all until then."""
        self._rows.append((seconds, totals(counts)))
        if len(self._rows) > MOST_STEPS:
            self._rows = self._rows[::2]
            self._step_s *= 2

    def to_json(self) -> dict[str, Any]:
        """`seconds` of the steps, and of each series its place, its way and a number a step."""
        names = list(self._rows[-1][1]) if self._rows else []
        return {
            "seconds": [round(seconds, 2) for seconds, _ in self._rows],
            "series": [
                {"place": place, "way": way, "values": [row.get((place, way), 0) for _, row in self._rows]}
                for place, way in names
            ],
        }


def totals(counts: CountsJson) -> dict[tuple[str, str], int]:
    """(place, way) -> how many of all kinds."""
    return {
        (place, way): sum(kinds.values()) for place, ways in counts.items() for way, kinds in ways.items()
    }
