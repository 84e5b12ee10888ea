"""A rung of the ladder: what one kind of recogniser came to on pictures that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huoyan.results import Estimate
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Rung:
    """kind: "classical", "frozen", "heads", "tuned" or "scratch". model, features, settings: as in a recipe.

    share: of right answers on the pictures that rungs are compared on. seconds: all that it took.
    milliseconds: for one picture, and size of the model in bytes; None where it was not exported.
    taken: whether it was better than the rung that was held before. verdict: why, or why not, in a sentence.
    """

    kind: str
    model: str
    features: str | None
    settings: Mapping[str, Any]
    share: Estimate
    seconds: float
    taken: bool
    verdict: Message
    milliseconds: float | None = None
    size: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "model": self.model,
            "features": self.features,
            "settings": dict(self.settings),
            "share": self.share.to_json(),
            "seconds": self.seconds,
            "taken": self.taken,
            "verdict": str(self.verdict),
            "milliseconds": self.milliseconds,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class Grown:
    """Of right answers the share, after learning from so many `pictures`."""

    pictures: int
    share: Estimate

    def to_json(self) -> dict[str, Any]:
        return {"pictures": self.pictures, **self.share.to_json()}


@dataclass(frozen=True, slots=True)
class Growth:
    """What more pictures bring to the recogniser `of`, as `described`.

    measured: with some of the pictures, ascending; ahead: what more of the same kind would probably bring.
    """

    of: str
    measured: tuple[Grown, ...]
    ahead: tuple[Grown, ...]

    def to_json(self) -> dict[str, Any]:
        found = {name: [each.to_json() for each in getattr(self, name)] for name in ("measured", "ahead")}
        return {"of": self.of, **found}


@dataclass(frozen=True, slots=True)
class Ascent:
    """The rungs in their order, the one that was chosen, and why it went no further.

    pictures: that rungs are compared on, a network that was cut short on fewer; in_turn: whether these are
    all of training and validation, each answered by models that had not seen it, or the validation part
    alone. seconds: of all rungs. growth: None where it was not measured; a note says why.
    """

    rungs: tuple[Rung, ...]
    chosen: int
    ended: Message
    pictures: int
    in_turn: bool
    seconds: float
    notes: tuple[Message, ...] = field(default=())
    growth: Growth | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "rungs": [rung.to_json() for rung in self.rungs],
            "chosen": self.chosen,
            "ended": str(self.ended),
            "pictures": self.pictures,
            "in_turn": self.in_turn,
            "seconds": self.seconds,
            "notes": [str(note) for note in self.notes],
            "growth": None if self.growth is None else self.growth.to_json(),
        }


def described(rung: Rung) -> str:
    """`ridge + hog+colour`, `mobilenetv2_100`."""
    return joined(rung.model, rung.features)


def joined(model: str, features: str | None) -> str:
    return model if features is None else f"{model} + {features}"
