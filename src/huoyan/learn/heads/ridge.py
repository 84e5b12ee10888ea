"""Ridge regression to targets of 1 and -1: the head that is fitted in one step, and hard to beat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, ClassVar

import numpy as np

from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.parts.linear import Linear
from huoyan.learn.heads.parts.settings import positive, read
from huoyan.learn.heads.ridge_rows import RidgeFit, RidgeRows, ridge_rows

# Of columns of deviations up to 1: half decades.
STRENGTHS = tuple(float(10.0**power) for power in np.arange(-2, 7.5, 0.5))
# Rows, in whole groups, that are enough to choose by; and that are left out in one go, for memory's sake.
_ROWS = 512


class Ridge:
    """alpha: the penalty on squared coefficients of scaled columns; left out: by leave-one-group-out."""

    name: ClassVar[str] = "ridge"

    def candidates(self, lesson: Lesson) -> tuple[Mapping[str, Any], ...]:
        return ({},)

    def fit(self, lesson: Lesson, settings: Mapping[str, Any]) -> Linear:
        given = read(self.name, settings, {"alpha": positive})
        targets = np.where(lesson.targets[:, None] == np.arange(lesson.classes), 1.0, -1.0)
        return fit_ridge(lesson, targets, given.get("alpha"))


def fit_ridge(lesson: Lesson, targets: np.ndarray, alpha: float | None = None) -> Linear:
    """To any targets (N, C), in place of the lesson's own; alpha None: chosen, see `Ridge`."""
    rows = ridge_rows(lesson.scaled, targets, lesson.weights)
    blocks = _blocks(lesson.groups)
    alpha = alpha or _strength(rows, blocks, lesson.seed)
    fitted = rows.at(alpha)
    return Linear(
        {"alpha": alpha},
        lesson.scaling.mean,
        (fitted.coefficients / lesson.scaling.scale[:, None].astype(np.float64)).astype(np.float32),
        np.average(targets, axis=0, weights=lesson.weights).astype(np.float32),
        partial(_left_out, fitted, blocks, targets, lesson.weights) if blocks else None,
    )


def _blocks(groups: np.ndarray) -> list[np.ndarray]:
    """The places of each group's rows. One group alone leaves nothing to learn from: then each row is one."""
    if len(groups) < 2:
        return []
    _, codes = np.unique(groups, return_inverse=True)
    counts = np.bincount(codes)
    if len(counts) == 1:
        return list(np.arange(len(groups))[:, None])
    return np.split(np.argsort(codes, kind="stable"), np.cumsum(counts)[:-1])


def _parts(blocks: list[np.ndarray]) -> Iterator[list[np.ndarray]]:
    """Blocks that hold `_ROWS` rows together, or all; the last part holds the rest."""
    starts = np.cumsum([0, *(len(block) for block in blocks)])
    first = 0
    while first < len(blocks):
        end = int(np.searchsorted(starts, starts[first] + _ROWS))
        yield blocks[first:end]
        first = end


def _strength(rows: RidgeRows, blocks: list[np.ndarray], seed: int) -> float:
    """The one of least squared error on groups that are left out; the strongest where there are none."""
    if not blocks:
        return STRENGTHS[-1]
    drawn = [blocks[at] for at in np.random.default_rng(seed).permutation(len(blocks))]
    some = next(_parts(drawn))

    def error(at: int) -> float:
        return float(np.square(rows.at(STRENGTHS[at]).left_out(some)).sum())

    return STRENGTHS[_lowest(error, len(STRENGTHS))]


def _lowest(error: Callable[[int], float], count: int) -> int:
    """Where in 0..count-1 `error`, which falls and then rises, is least: in steps of 2, then of 1."""
    error, best = cache(error), count // 2
    for step in (2, 1):
        while True:
            near = [at for at in (best, best + step, best - step) if 0 <= at < count]
            least = min(near, key=error)
            if least == best:
                break
            best = least
    return best


def _left_out(
    fitted: RidgeFit, blocks: list[np.ndarray], targets: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    residuals = np.empty_like(targets)
    for part in _parts(blocks):
        residuals[np.concatenate(part)] = fitted.left_out(part)
    return np.asarray(targets - residuals / np.sqrt(weights)[:, None], np.float32)
