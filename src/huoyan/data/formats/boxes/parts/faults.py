"""What cannot be read in files of boxes: all of it is gathered, and raised as one error with its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from huoyan.data.formats.boxes.parts.drawn import Place
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted

_SHOWN = 5


@dataclass(slots=True)
class Faults:
    """Faults in the order in which they were met."""

    found: list[Message] = field(default_factory=list)

    def add(self, place: Place, key: str, **values: Any) -> None:
        self.found.append(Message("box_files.fault", place=place.message, what=Message(key, **values)))

    def check(self) -> None:
        """Raises DataError data.boxes where something was added."""
        if self.found:
            faults = Listed(self.found, _SHOWN, "semicolon")
            raise DataError(
                Message("box_files.faults", faults=faults, n=counted(len(self.found), "fault")),
                code="data.boxes",
            )
