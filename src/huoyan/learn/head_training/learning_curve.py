"""How the answers of a head grow better with the pictures that it learns from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from huoyan.learn.head_training.fit_head import fit_head
from huoyan.learn.head_training.folds import Folds
from huoyan.learn.head_training.head_search import Tried
from huoyan.learn.head_training.pool import Pool
from huoyan.metrics.growth import Errors
from huoyan.metrics.intervals.groups import Groups

# Of the pictures that teach: one part in so many. Whole numbers, so that the draws of a share are disjoint.
PARTS = (10, 5, 2)
DRAWS = 3
# With fewer pictures a class (groups, where there are any) the answers follow no law yet.
LEAST_EACH = 2


def learning_curve(
    pool: Pool, features: np.ndarray, folds: Folds, tried: Tried, over: Callable[[], bool]
) -> Errors | None:
    """Errors of the head `tried` at several sizes, on pictures it had not seen, as many as time allows.

    features: float32 (N, D) of the whole pool; folds: those in which it was tried, with all pictures. None
    where there are too few pictures for two sizes, or there was no time.
    """
    known = np.full(len(pool), np.nan)
    known[tried.answered] = 1 - tried.right
    wrong = np.full((len(PARTS), len(pool)), np.nan)
    teachers = []
    for repeat, teaching, answered in folds:
        if repeat or over():
            break
        teachers.append(len(teaching))
        units = len(np.unique(pool.units[teaching]))
        for at, parts in enumerate(PARTS):
            if units / parts >= LEAST_EACH * len(pool.data.classes):
                draws = [
                    _wrong(pool, features, rows, answered, tried) for rows in drawn(pool, teaching, parts)
                ]
                wrong[at, answered] = np.mean(draws, axis=0)
    if not teachers:
        return None
    sizes = np.array([*(np.mean(teachers) / parts for parts in PARTS), np.mean(teachers)])
    errors = np.vstack([wrong, known])
    large = ~np.isnan(errors).all(axis=1)
    rows = np.flatnonzero(~np.isnan(errors[large]).any(axis=0))
    if large.sum() < 2 or not len(rows):
        return None
    groups = Groups.named([str(group) for group in pool.groups[rows]])
    return Errors(sizes[large], errors[large][:, rows], groups)


def drawn(pool: Pool, teaching: np.ndarray, parts: int) -> Iterator[np.ndarray]:
    """Disjoint rows of those that teach, one part in `parts` each, in whole groups and with all classes."""
    dealt = Folds.drawn(pool.targets[teaching], pool.units[teaching], parts=parts, repeats=1, seed=pool.seed)
    for part in range(min(parts, DRAWS)):
        yield teaching[dealt.fold[0] == part]


def _wrong(
    pool: Pool, features: np.ndarray, rows: np.ndarray, answered: np.ndarray, tried: Tried
) -> np.ndarray:
    values = fit_head(tried.kind, pool.lesson(features, rows), tried.settings).decide(features[answered])
    values[:, np.bincount(pool.targets[rows], minlength=len(pool.data.classes)) == 0] = -np.inf
    return np.asarray(values.argmax(axis=1) != pool.targets[answered], np.float64)
