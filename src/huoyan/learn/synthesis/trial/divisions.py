"""How the training part is divided for a trial: each picture is answered by networks that never saw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from huoyan.data.dataset import Dataset, Split
from huoyan.learn.head_training.folds import Folds
from huoyan.learn.head_training.pool import Pool
from huoyan.runs.trial.verdict import LEAST

PARTS = 5
# Of what a fold learns from, one part in so many chooses the best epoch.
VAL_PARTS = 7


@dataclass(frozen=True, slots=True)
class Division:
    """A fold and its seed. taught: real pictures in the parts "train" and "val"; answered: those of the
    fold."""

    pair: int
    seed: int
    taught: Dataset
    answered: Dataset


def parts_for(pool: Pool, short: Sequence[str]) -> int:
    """Into how many parts the pictures can be divided so that each answers some of every short class; below 2
    they cannot be. Pictures that belong together count as one."""
    return min(PARTS, *(_units(pool, pool.data.classes.index(name)) for name in short))


def divisions(pool: Pool, parts: int, pairs: int, seed: int) -> list[Division]:
    """At least `pairs`, in whole rounds of `parts` in which every picture is answered once; of pairs that are
    too few to tell anything just so many."""
    folds = Folds.drawn(pool.targets, pool.groups, parts=parts, repeats=ceil(pairs / parts), seed=seed)
    found = []
    for pair, (_, teaching, answered) in enumerate(folds):
        own = seed + pair
        found.append(Division(pair, own, _with_parts(pool, teaching, own), pool.data.take(answered)))
    return found if pairs >= LEAST else found[:pairs]


def _with_parts(pool: Pool, rows: np.ndarray, seed: int) -> Dataset:
    """`rows` with whole units as validation; every class that is there stays in training."""
    targets, units = pool.targets[rows], pool.groups[rows]
    fold = Folds.drawn(targets, units, parts=VAL_PARTS, repeats=1, seed=seed).fold[0]
    val = fold == fold.min()
    for label in np.unique(targets):
        of_class = targets == label
        if val[of_class].all():
            val[np.isin(units, units[of_class])] = False
    splits: list[Split] = ["val" if each else "train" for each in val]
    samples = [
        replace(pool.data.samples[int(at)], split=split) for at, split in zip(rows, splits, strict=True)
    ]
    return replace(pool.data, samples=tuple(samples))


def _units(pool: Pool, label: int) -> int:
    return len(np.unique(pool.groups[pool.targets == label]))
