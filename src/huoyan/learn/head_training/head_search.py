"""Heads on one kind of features, tried on pictures that they have not seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.learn.head_training.fit_head import fit_head
from huoyan.learn.head_training.folds import Folds
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.heads import HEADS
from huoyan.learn.heads.base import Head, Lesson
from huoyan.learn.objectives.temperature import fit_temperature

SCALES = (1e-3, 1e3)  # of decision values against logits
# Rows of all folds together that are kept for the next head, in values: 256 MB of float32, and up to four
# times as much that is derived of them.
MOST_KEPT = 64_000_000
# When a candidate is given up that lies behind: from so many standard errors, and pictures, on.
FAR, LEAST_BEHIND = 2.0, 3.0
# The same of one that counts only if it is better; with half of its answers it must be ahead.
BEHIND, HALF = 1.0, 0.5
_FLAT = -30.0  # the logit of a class that a fold has no picture of


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A head and its settings, and what it answered for pictures that it had not seen.

    logits: float32 (n, C), in the mean over repeats, for the rows `answered`, int64 (n,), of the pool.
    right: 0..1 (n,), the share of repeats in which each was right. taught: bool (n,), whether the class of
    each was always among those learnt; of the only picture of a class it is not, and how sure the answer was
    then says nothing. seconds: of all fits and answers.
    """

    kind: str
    settings: Mapping[str, Any]
    answered: np.ndarray
    logits: np.ndarray
    right: np.ndarray
    taught: np.ndarray
    seconds: float

    @property
    def sure(self) -> tuple[np.ndarray, np.ndarray]:
        """Logits and rows of the pool that say how sure the answers are: all, where none was taught."""
        chosen = self.taught if self.taught.any() else np.ones_like(self.taught)
        return self.logits[chosen], self.answered[chosen]

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())


def tries(
    pool: Pool,
    features: np.ndarray,
    folds: Folds,
    kinds: Sequence[str],
    over: Callable[[], bool],
    settings: Mapping[str, Any] | None = None,
    holder: Callable[[], Tried | None] = lambda: None,
    must_win: bool = False,
) -> Iterator[Tried]:
    """Each kind with each of its candidates, one after the other, until the time is `over`.

    The first in any case; none where no kind takes so many values.
    features: float32 (N, D) of the whole pool. settings: values that are not to be chosen. A candidate that
    falls far behind the present `holder`, or is not ahead of it where it must win, is given up before all
    folds are answered.
    """
    whole = pool.lesson(features, pool.learnable())
    lessons = _Lessons(pool, features, folds)
    given, first = dict(settings or {}), True
    for kind in kinds:
        seen: list[dict[str, Any]] = []
        for candidate in HEADS[kind].candidates(whole):
            chosen = {**candidate, **given}
            if chosen in seen:
                continue
            seen.append(chosen)
            if not first and over():
                return
            tried = _raced(lessons, kind, chosen, holder(), (lambda: False) if first else over, must_win)
            first = False
            if tried is not None:
                yield tried


def try_head(pool: Pool, features: np.ndarray, folds: Folds, kind: str, settings: Mapping[str, Any]) -> Tried:
    """`features`: float32 (N, D) of the whole pool."""
    tried = _raced(_Lessons(pool, features, folds), kind, settings, None, lambda: False)
    assert tried is not None
    return tried


class _Lessons:
    """What heads learn from in each fold, with what is derived from it: made once, where memory allows."""

    def __init__(self, pool: Pool, features: np.ndarray, folds: Folds) -> None:
        self.pool, self.features, self.folds = pool, features, folds
        self._parts = list(folds)
        self._kept: dict[int, Lesson] | None = {} if len(self._parts) * features.size <= MOST_KEPT else None

    def __iter__(self) -> Iterator[tuple[int, np.ndarray, np.ndarray, Lesson]]:
        """Repeat, rows that teach, rows that are answered, and the lesson of those that teach."""
        for at, (repeat, teaching, answered) in enumerate(self._parts):
            lesson = (self._kept or {}).get(at) or self.pool.lesson(self.features, teaching)
            if self._kept is not None:
                self._kept[at] = lesson
            yield repeat, teaching, answered, lesson


def _raced(
    lessons: _Lessons,
    kind: str,
    settings: Mapping[str, Any],
    holder: Tried | None,
    over: Callable[[], bool],
    must_win: bool = False,
) -> Tried | None:
    """None once it is plain that the head is worse than `holder`, which was tried on the same folds; or once
    the time is over.
    """
    began = time.perf_counter()
    pool, folds = lessons.pool, lessons.folds
    targets, classes = pool.targets, len(pool.data.classes)
    logits = np.zeros((folds.repeats, len(pool), classes), np.float32)
    taught = np.ones(len(pool), bool)
    done = np.zeros(logits.shape[:2], bool)
    for repeat, teaching, answered, lesson in lessons:
        if over():
            return None
        found = fit_head(kind, lesson, settings).decide(lessons.features[answered])
        absent = np.bincount(targets[teaching], minlength=classes) == 0
        found[:, absent] = _FLAT
        logits[repeat, answered] = found
        taught[answered] &= ~absent[targets[answered]]
        done[repeat, answered] = True
        if holder is not None and _hopeless(logits, done, targets, holder, must_win):
            return None
    rows = folds.answered
    right = (logits[:, rows].argmax(axis=2) == targets[rows]).mean(axis=0)
    seconds = time.perf_counter() - began
    return Tried(kind, settings, rows, logits[:, rows].mean(axis=0), right, taught[rows], seconds)


def _hopeless(
    logits: np.ndarray, done: np.ndarray, targets: np.ndarray, holder: Tried, must_win: bool
) -> bool:
    """By the paired difference and its standard error, on the pictures that were answered so far."""
    rows = np.flatnonzero(done.any(axis=0))
    right = ((logits[:, rows].argmax(axis=2) == targets[rows]) & done[:, rows]).sum(axis=0)
    held = np.full(len(targets), np.nan)
    held[holder.answered] = holder.right
    behind = held[rows] - right / done[:, rows].sum(axis=0)
    apart = np.abs(behind).sum()
    if must_win and done[:, holder.answered].mean() >= HALF and behind.sum() >= 0:
        return True
    far = BEHIND if must_win else FAR
    return bool(behind.sum() >= LEAST_BEHIND and behind.sum() >= far * np.sqrt(apart))


def better(one: Tried, other: Tried | None, targets: np.ndarray) -> bool:
    """More right answers; among equals (half a picture) the smaller log loss. targets: of the pool."""
    if other is None:
        return True
    gain = (one.right - other.right).sum()
    return bool(gain > 0.5 or (gain > -0.5 and log_loss(one, targets) < log_loss(other, targets)))


def log_loss(tried: Tried, targets: np.ndarray) -> float:
    """Mean over the answered pictures of classes that were taught, at the best scale of the logits."""
    logits, rows = tried.sure
    truth = targets[rows]
    scaled = logits.astype(np.float64) * logit_scale(logits, truth)
    largest = scaled.max(axis=1, keepdims=True)
    total = largest[:, 0] + np.log(np.exp(scaled - largest).sum(axis=1))
    return float((total - scaled[np.arange(len(truth)), truth]).mean())


def logit_scale(logits: np.ndarray, targets: np.ndarray) -> float:
    """What makes logits of decision values (Platt 1999, with one slope for all classes).

    Both of pictures that the head has not seen.
    """
    return 1 / fit_temperature(logits, targets, multilabel=False, within=SCALES, least=2)


def fit_chosen(pool: Pool, features: np.ndarray, tried: Tried) -> Head:
    """The head with these settings, fitted to all that it may learn from."""
    return fit_head(tried.kind, pool.lesson(features, pool.learnable()), tried.settings)
