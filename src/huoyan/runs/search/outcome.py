"""What a search came to: every setting, which one was taken, and which choices mattered."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from huoyan.artifact.whole_file import write_json
from huoyan.runs.search.tried_setting import TriedSetting, Value, best_of

FILE = "search.json"
# "tried": as many settings as were asked for; "time": its time was over; "interrupted": by Ctrl-C; "lost":
# its storage could not be reached any more.
Ended = Literal["tried", "time", "interrupted", "lost"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """score: of validation, as the metrics call it; pictures: on how many, from how many it was learnt.

    defaults: the values that the plan would have taken; mattered: of each dimension its share of what the
    score varied by, 0..1, empty where too few settings tell. storage: where the study lies; study: its name
    there.
    """

    score: str
    pictures: int
    defaults: Mapping[str, Value]
    tried: tuple[TriedSetting, ...]
    mattered: Mapping[str, float]
    wanted: int
    ended: Ended
    seconds: float
    storage: str
    study: str

    @property
    def best(self) -> TriedSetting | None:
        return best_of(self.tried)

    @property
    def of_defaults(self) -> TriedSetting | None:
        """The setting of the plan's own values, where it was trained to its end."""
        return next((each for each in self.tried if each.how == "whole" and self.is_default(each)), None)

    def is_default(self, setting: TriedSetting) -> bool:
        return dict(setting.values) == dict(self.defaults)

    def to_json(self) -> dict[str, Any]:
        best = self.best
        return {
            "score": self.score,
            "pictures": self.pictures,
            "best": None if best is None else best.number,
            "defaults": dict(self.defaults),
            "tried": [{**dataclasses.asdict(each), "values": dict(each.values)} for each in self.tried],
            "mattered": dict(self.mattered),
            "wanted": self.wanted,
            "ended": self.ended,
            "seconds": self.seconds,
            "storage": self.storage,
            "study": self.study,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Outcome:
        """Out of what `to_json` gives."""
        values = {name: value for name, value in written.items() if name != "best"}
        return cls(**{**values, "tried": tuple(TriedSetting(**each) for each in written["tried"])})


def write_outcome(folder: Path, outcome: Outcome) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / FILE, outcome.to_json())


def read_outcome(folder: Path) -> Outcome | None:
    """None where the folder holds none that can be read."""
    try:
        return Outcome.from_json(json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
