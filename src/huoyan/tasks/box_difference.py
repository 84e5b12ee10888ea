"""Whether two sets of outputs show the same things, and how far their boxes are apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Difference, Outputs
from huoyan.tasks.found_boxes import BOXES, CLASSES, SCORES, FoundBoxes, checked, surest

# Scores that differ by so much are as far apart as boxes by a pixel.
A_PIXEL = 0.01
# Largest distance by precision, in pixels of the network's picture.
ALLOWED: Mapping[str, float] = {"fp32": 0.5, "bf16": 5.0, "int8": 25.0, "anywhere": 1.0}
# Were one picture in twenty answered otherwise, so many would all be answered alike one time in twenty.
ENOUGH = 59
# What is further away is another thing.
SAME = ALLOWED["bf16"]
# As far as single precision is apart from itself on another engine: shares of scores, and pixels.
ROUNDED_SCORE, ROUNDED_SIDE = 1e-4, 1e-3
SHAKEN = 5  # draws of it


@numpy_as_usual()
def box_difference(
    outputs: Outputs, reference: Outputs, *, nms_iou: float | None, least: np.ndarray, most: int
) -> Difference:
    """Of each picture the largest distance of a thing that is shown (`found`) to the nearest of its class in
    the other outputs, shown or not: which of two equal boxes stays, and what is just above a threshold, is no
    difference. Raises EngineError (engine.output).
    """
    finite = finite_pictures(outputs) & finite_pictures(reference)
    ours, theirs = (_given(each, finite, len(least)) for each in (outputs, reference))
    distances, telling = np.full(len(finite), np.inf), ~finite
    for at in np.flatnonzero(finite).tolist():
        one, other = ours[at], theirs[at]
        shown = [surest(each, nms_iou, least) for each in (one, other)]
        first = [each.rows(np.arange(min(most, len(each)))) for each in shown]
        distances[at] = max(_furthest(first[0], other, most), _furthest(first[1], one, most))
        telling[at] = any(len(each) for each in first) and not (
            _all_alike(one, most) and _all_alike(other, most)
        )
    return Difference(distances <= SAME, distances, telling)


def rounded_otherwise(outputs: Outputs, seed: int) -> dict[str, np.ndarray]:
    """The outputs as they might be in another arithmetic."""
    rng, found = np.random.default_rng(seed), dict(outputs)
    found[SCORES] = outputs[SCORES] * (1 + ROUNDED_SCORE * rng.standard_normal(outputs[SCORES].shape))
    found[BOXES] = outputs[BOXES] + ROUNDED_SIDE * rng.standard_normal(outputs[BOXES].shape)
    return found


def finite_pictures(outputs: Outputs) -> np.ndarray:
    """bool (N,): pictures all of whose outputs are numbers."""
    each = [np.isfinite(outputs[name]).reshape(len(outputs[name]), -1) for name in (BOXES, SCORES, CLASSES)]
    return np.asarray(np.logical_and.reduce([values.all(axis=1) for values in each]))


def _given(outputs: Outputs, finite: np.ndarray, labels: int) -> Sequence[FoundBoxes]:
    """A row a picture, with zeros in those that are not finite."""
    kept = {
        name: np.where(finite.reshape(-1, *[1] * (outputs[name].ndim - 1)), outputs[name], 0)
        for name in (BOXES, SCORES, CLASSES)
    }
    return checked(kept, len(finite), labels)


def _furthest(shown: FoundBoxes, others: FoundBoxes, most: int) -> float:
    if not len(shown):
        return 0.0
    apart = np.abs(shown.boxes[:, None] - others.boxes[None]).max(axis=2)
    scores = np.abs(np.subtract.outer(shown.scores, others.scores)) / A_PIXEL
    alike = np.equal.outer(shown.classes, others.classes)
    nearest = np.where(alike, np.maximum(apart, scores), np.inf).min(axis=1, initial=np.inf)
    return float(nearest[~_at_the_end(shown, others, most)].max(initial=0.0))


def _at_the_end(shown: FoundBoxes, others: FoundBoxes, most: int) -> np.ndarray:
    """bool (n,): which things are hardly surer than the last of the others, so that these may have left them
    out: both hold the surest only."""
    end = _end(others)
    return np.asarray((shown.scores <= end) & (shown.scores.max() > end or _all_alike(others, most)))


def _all_alike(given: FoundBoxes, most: int) -> bool:
    """Whether a network that knows nothing yet is as sure of all: which `most` it shows is chance."""
    return len(given) > most and bool(given.scores.max() <= _end(given))


def _end(given: FoundBoxes) -> float:
    return float(given.scores.min(initial=1.0)) + A_PIXEL * ALLOWED["fp32"]
