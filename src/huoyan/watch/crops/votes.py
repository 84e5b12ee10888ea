"""The kind of a tracked thing by the vote of many looks at it, which beats a single frame."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import numpy as np

from huoyan.results import Classification
from huoyan.watch.rules.steadiness import lasted
from huoyan.watch.tracked import Box, Tracked, Tracks

# A model that says for pixels uint8 (H, W, 3) what they show.
Classifier = Callable[[np.ndarray], Classification]
MOST_LOOKS = 24  # at one track
EVERY_S = 0.1  # between two looks at a track: neighbouring frames show the same
MARGIN = 0.05  # of the box, on each side
LEAST_SIDE = 8  # pixels: smaller things show nothing
MOST_TRACKS = 500  # whose votes are kept: one that is lost for a while comes back


class Votes:
    """Classifies the things whose label is one of `kinds` (all, where that is empty) and calls them what
    their track was called most surely: the mean of the looks' log probabilities, larger ones weighing more.

    A thing keeps the label of its detection until it was looked at.
    """

    def __init__(self, classifier: Classifier, kinds: Collection[str] = ()) -> None:
        self._classifier, self._kinds = classifier, frozenset(kinds)
        self._votes: dict[int, _Vote] = {}

    def named(self, pixels: np.ndarray, tracks: Tracks) -> Tracks:
        """The tracks with the labels and scores of their votes."""
        named = tuple(self._named(pixels, each, tracks.seconds) for each in tracks.tracked)
        while len(self._votes) > MOST_TRACKS:
            del self._votes[next(iter(self._votes))]
        return replace(tracks, tracked=named)

    def state(self) -> list[Any]:
        """For JSON: a [number, vote] each."""
        return [[number, vote.to_json()] for number, vote in self._votes.items()]

    def restore(self, state: list[Any]) -> None:
        self._votes = {number: _Vote(*values) for number, values in state}

    def _named(self, pixels: np.ndarray, thing: Tracked, seconds: float) -> Tracked:
        if self._kinds and thing.label not in self._kinds:
            return thing
        vote = self._votes.pop(thing.number, None) or _Vote()
        self._votes[thing.number] = vote  # the last of all: it is forgotten last
        crop = cut_out(pixels, thing.box)
        if thing.found and vote.is_open(seconds) and min(crop.shape[:2]) >= LEAST_SIDE:
            vote.add(self._classifier(crop), math.sqrt(crop.shape[0] * crop.shape[1]), seconds)
        return thing if vote.winner is None else replace(thing, label=vote.winner[0], score=vote.winner[1])


class _Vote:
    """sums: by label, of weight times log probability."""

    def __init__(
        self,
        looks: int = 0,
        last: float | None = None,
        weight: float = 0.0,
        sums: dict[str, float] | None = None,
    ) -> None:
        self._looks, self._last, self._weight, self._sums = looks, last, weight, dict(sums or {})

    def is_open(self, seconds: float) -> bool:
        return self._looks < MOST_LOOKS and (self._last is None or lasted(self._last, seconds, EVERY_S))

    def add(self, look: Classification, weight: float, seconds: float) -> None:
        for each in look.labels:
            logarithm = math.log(max(each.score, 1e-6))
            self._sums[each.label] = self._sums.get(each.label, 0.0) + weight * logarithm
        self._looks, self._last, self._weight = self._looks + 1, seconds, self._weight + weight

    @property
    def winner(self) -> tuple[str, float] | None:
        """Its label, and the geometric mean of its probabilities as a share of all labels'."""
        if not self._sums:
            return None
        means = {label: math.exp(each / self._weight) for label, each in self._sums.items()}
        best = max(means, key=lambda label: means[label])
        return best, means[best] / sum(means.values())

    def to_json(self) -> list[Any]:
        return [self._looks, self._last, self._weight, self._sums]


def cut_out(pixels: np.ndarray, box: Box) -> np.ndarray:
    """What the box holds, and a margin around it as far as the picture goes."""
    height, width = pixels.shape[:2]
    xmin, ymin, xmax, ymax = box
    across, down = MARGIN * (xmax - xmin), MARGIN * (ymax - ymin)
    left, right = max(0, math.floor(xmin - across)), min(width, math.ceil(xmax + across))
    top, bottom = max(0, math.floor(ymin - down)), min(height, math.ceil(ymax + down))
    return np.ascontiguousarray(pixels[top : max(top, bottom), left : max(left, right)])
