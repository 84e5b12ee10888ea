"""How well what was found fits where things are expected."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.metrics.tracking.assignment import assigned
from huoyan.watch.tracking.kalman import Estimates

Pairs = tuple[np.ndarray, np.ndarray]
# Of width and height: by so much boxes are grown at most.
_MOST = 0.5


def overlaps_within(ahead: Estimates, boxes: np.ndarray, reach: float) -> np.ndarray:
    """Intersection over union of expected boxes (N) and found ones (M, 4), (N, M), both first grown on each
    side by `reach` standard deviations of where the thing is expected.

    So what was found once only, or not for a while, is looked for in a larger place, but never by more than
    half its size: after a second anything might be anywhere. (Growing boxes by a share of their size is the
    idea of Yang et al. 2023, "Hard to Track Objects with Irregular Motions and Similar Appearances? Make It
    Easier by Buffering the Matching Space", section 3.2.)
    """
    most = _MOST * ahead.mean[:, 2:, 0]
    return grown_overlaps(ahead.boxes, boxes, np.minimum(ahead.off * reach, most))


def grown_overlaps(expected: np.ndarray, boxes: np.ndarray, margins: np.ndarray) -> np.ndarray:
    """expected (N, 4), boxes (M, 4), margins (N, 2) in pixels, across and down; (N, M) of 0..1."""
    common, own, other = np.ones((3, len(expected), len(boxes)))
    for low, high in ((0, 2), (1, 3)):
        margin = margins[:, low, None]
        begin = np.maximum(expected[:, low, None], boxes[:, low])
        end = np.minimum(expected[:, high, None], boxes[:, high])
        common *= np.maximum(end - begin + 2 * margin, 0)
        own *= np.maximum((expected[:, high] - expected[:, low])[:, None] + 2 * margin, 0)
        other *= np.maximum(boxes[:, high] - boxes[:, low] + 2 * margin, 0)
    whole = own + other - common
    return np.asarray(np.divide(common, whole, out=np.zeros_like(common), where=whole > 0))


def unlike(labels: Sequence[str], others: Sequence[str]) -> np.ndarray:
    """Which labels differ, bool (N, M)."""
    known = {label: at for at, label in enumerate(dict.fromkeys((*labels, *others)))}
    one, other = (np.array([known[label] for label in some], np.int64) for some in (labels, others))
    return np.not_equal.outer(one, other)


def best_pairs(overlap: np.ndarray, least: float, worth: np.ndarray) -> Pairs:
    """Rows and columns that overlap by `least` or more, paired for the largest sum of `worth`, above 0."""
    return assigned(np.where(overlap >= least, worth, 0.0))
