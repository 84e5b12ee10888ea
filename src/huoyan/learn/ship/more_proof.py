"""Pictures to prove an export on: those of validation, and of training where these show too little."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.sample.boxes import Boxes
from huoyan.learn.feed.pictures import load_pictures
from huoyan.learn.ship.evenly import spread
from huoyan.learn.ship.prove import Labelled
from huoyan.learn.ship.trained import Trained
from huoyan.preprocess import Preprocess
from huoyan.tasks.base import KeepsFigure, Outputs, Task

# More than are lacking: in some of them nothing may be found.
SPARE = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Pictures as the network takes them, what it answers to them in full precision, and their truths."""

    pixels: np.ndarray
    reference: Outputs
    labelled: Labelled


def with_more(proof: Proof, task: Task, data: Dataset, preprocess: Preprocess, trained: Trained) -> Proof:
    """With pictures of `data`, where too few others show something for a task that needs it, and these are
    enough.

    To compare two arithmetics it does not matter that they were learnt. Where every engine searches each
    picture for regions first, no more are taken: that is minutes.
    """
    if not isinstance(task, KeepsFigure) or trained.regions is not None:
        return proof
    lacking = task.enough - task.difference(proof.reference, proof.reference).told
    chosen = _with_things(data, math.ceil(SPARE * lacking))
    if lacking <= 0 or len(chosen) < lacking:
        return proof
    more = load_pictures(chosen, preprocess)
    answers = (trained.reference or trained.answer)(more.pixels, tuple(proof.reference))
    known = proof.labelled
    return Proof(
        np.concatenate([proof.pixels, more.pixels]),
        {name: np.concatenate([found, answers[name]]) for name, found in proof.reference.items()},
        Labelled(
            replace(known.data, samples=(*known.data.samples, *more.dataset.samples)),
            [*known.places, *more.places],
        ),
    )


def _with_things(data: Dataset, most: int) -> Dataset:
    """At most so many of the pictures that show something, evenly spread."""
    rows = [at for at, truth in enumerate(data.truths) if not isinstance(truth, Boxes) or truth.boxes]
    return data.take(np.array(rows, int)[spread(len(rows), max(0, most))])
