"""What a training run tells whoever listens: the terminal, log.jsonl, TensorBoard, a notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from huoyan.runs.judgement import Judgement
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.rungs import Rung
from huoyan.runs.search.tried_setting import TriedSetting
from huoyan.runs.trial.arm_score import ArmScore
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the user: a choice that was made, a warning."""

    text: Message
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage begins: reading, decoding, training, exporting, scoring. `total` counts its units."""

    name: Message
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Advanced:
    """`done` units of the present phase are behind us."""

    done: int


@dataclass(frozen=True, slots=True)
class Stepped:
    """Training after `step` of `steps` (None where time decides): the loss of the last batch."""

    step: int
    steps: int | None
    fraction: float
    epoch: float
    loss: float
    rate: float
    images_per_second: float


@dataclass(frozen=True, slots=True)
class Validated:
    """An epoch's end, after `fraction` of the training, and whether it is the best so far."""

    epoch: Epoch
    best: bool
    fraction: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Made pictures were compared with real ones, after `fraction` of the training; whether they are the best
    so far."""

    judgement: Judgement
    best: bool
    fraction: float


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung of the ladder was tried."""

    rung: Rung


@dataclass(frozen=True, slots=True)
class Tried:
    """A training of a trial of made pictures was scored: of so many pairs in all, with about so long to
    go."""

    score: ArmScore
    pairs: int
    left_s: float


@dataclass(frozen=True, slots=True)
class Searched:
    """A setting of a search was trained, the `n`th of so many: its score, and the best so far, by the name of
    the score; with about so long to go."""

    setting: TriedSetting
    best: float | None
    score: str
    n: int
    wanted: int
    left_s: float


Event = Said | Phase | Advanced | Stepped | Validated | Judged | Climbed | Tried | Searched
Listener = Callable[[Event], None]


def no_listener(event: Event) -> None:
    """Listens to nothing."""


def all_listeners(*listeners: Listener) -> Listener:
    """Tells each of `listeners`, in order."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell
