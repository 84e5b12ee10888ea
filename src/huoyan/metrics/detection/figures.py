"""COCO's figures, as means of average precisions and recalls over classes and overlaps."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.matching import SIZES

_SIZES = list(SIZES)
# Recalls: of things of which size, and how many of the surest found things in a picture and class it may use.
RECALLS = (*((0, most) for most in (1, 10, 100)), *((size, 100) for size in range(1, len(_SIZES))))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Of each size S, overlap T and class K, with any axes in front; NaN where no thing is.

    precision: average precision (..., S, T, K); recall: of each of RECALLS, (..., R, T, K).
    """

    precision: np.ndarray
    recall: np.ndarray

    def figures(self) -> dict[str, np.ndarray]:
        """The value (...) of each of FIGURES."""
        return {name: self.figure(name) for name in FIGURES}

    def figure(self, name: str) -> np.ndarray:
        kind, first, overlap = FIGURES[name]
        values = (self.precision if kind == "precision" else self.recall)[..., first, :, :]
        return _mean(values if overlap is None else values[..., overlap : overlap + 1, :], (-2, -1))

    def of_classes(self) -> dict[str, np.ndarray]:
        """`ap` and `ap50` of each class, (..., K)."""
        return {"ap": _mean(self.precision[..., 0, :, :], (-2,)), "ap50": self.precision[..., 0, 0, :]}


def _mean(values: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of nothing
        return np.asarray(np.nanmean(values, axis=axes))


# By name: of what, which size or which of RECALLS, and which overlap (None: all).
FIGURES: dict[str, tuple[str, int, int | None]] = {
    "ap": ("precision", 0, None),
    "ap50": ("precision", 0, 0),
    "ap75": ("precision", 0, 5),
    **{f"ap_{size}": ("precision", _SIZES.index(size), None) for size in _SIZES[1:]},
    **{
        f"ar_{_SIZES[size] if size else most}": ("recall", at, None)
        for at, (size, most) in enumerate(RECALLS)
    },
}


def size_of(name: str) -> str:
    """Of the things that one of FIGURES is about."""
    kind, first, _ = FIGURES[name]
    return _SIZES[first if kind == "precision" else RECALLS[first][0]]
