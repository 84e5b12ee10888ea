"""What happened: one line of events.jsonl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huoyan.watch.tracked import Box


@dataclass(frozen=True, slots=True)
class Event:
    """A rule that was met, by one thing or, where `track` is None, by none in particular.

    seconds: of the stream; frame: the index of the frame. rule: as the user wrote it, or the name of a line
    or a zone that only counts. what: "enters", "leaves", "crosses", "stays", "more than", "frozen", ...
    place: the line or zone. direction: of a crossing. confidence: 0..1.
    """

    seconds: float
    frame: int
    rule: str
    what: str
    place: str | None = None
    direction: str | None = None
    label: str | None = None
    track: int | None = None
    confidence: float | None = None
    box: Box | None = None

    def to_json(self) -> dict[str, Any]:
        """Without what is None."""
        values: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        if self.confidence is not None:
            values["confidence"] = round(self.confidence, 3)
        if self.box is not None:
            values["box"] = [round(side, 2) for side in self.box]
        return {name: value for name, value in values.items() if value is not None}
