"""A training that is over, whatever learnt: what it was given, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.sample.broken import Broken
from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.trained import Trained
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.rungs import Ascent
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Course:
    """How a training went. `stopped`: "finished", "patience" or "interrupted"."""

    history: tuple[Epoch, ...]
    steps: int
    seconds: float
    stopped: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """See the module.

    dataset: all that was divided; train, val: of it what could be read; of a head that has learnt the
    validation part too, val are pictures of the test part, to prove its export on. plan: with every value
    as it was used. batch: some training pictures as they were learnt, uint8 (N, H, W, C); it and `trained`
    are the lead's alone. notes: what is to be said. ascent: the way up the ladder, where there was one.
    """

    dataset: Dataset
    plan: Plan
    train: Dataset
    val: Pictures
    broken: tuple[Broken, ...]
    trained: Trained | None
    course: Course
    batch: np.ndarray | None
    notes: tuple[Message, ...] = ()
    ascent: Ascent | None = None
