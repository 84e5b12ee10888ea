"""How far a watch has come, as it is committed with its alarms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Position:
    """After the frame `frame` at `seconds` of the stream. events: bytes of events.jsonl by then; state: of
    the watcher; done: that was the last frame of a recording.
    """

    frame: int
    seconds: float
    events: int
    state: Mapping[str, Any]
    done: bool = False

    def to_json(self) -> dict[str, Any]:
        """The state as it is, not a copy: it is large, and written at once."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        return cls(**values)
