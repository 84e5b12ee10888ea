"""A rung of the ladder: what one kind of recogniser came to on pictures that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huoyan.results import Estimate
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Rung:
    """kind: "classical", "frozen", "tuned" or "scratch". model, features, settings: as in a recipe.

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


@dataclass(frozen=True, slots=True)
class Ascent:
    """The rungs in their order, the one that was chosen, and why it went no further.

    pictures: that rungs are compared on; in_turn: whether these are all of training and validation, each
    answered by models that had not seen it, or the validation part alone. seconds: of all rungs.
    """

    rungs: tuple[Rung, ...]
    chosen: int
    ended: Message
    pictures: int
    in_turn: bool
    seconds: float
    notes: tuple[Message, ...] = field(default=())


def described(rung: Rung) -> str:
    """`ridge + hog+colour`, `mobilenetv2_100`."""
    return rung.model if rung.features is None else f"{rung.model} + {rung.features}"
