"""Clips that are one: of the same content, or with frames nearly the same, as parts of one recording have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from huoyan.data.check.clips.clip_looks import SHOWN, ClipLooks
from huoyan.data.check.copies.duplicates import components, match


@dataclass(frozen=True, slots=True, eq=False)
class ClipCopies:
    """exact: groups of clips with the same content. pairs: int64 (P, 2), i < j, of clips with like frames;
    shared: (P,) how many of the frames compared have their like in the other clip, 0 to `SHOWN`; placed: (P,)
    how many have one that differs in one place at most, as where something moves before one background.
    """

    exact: tuple[tuple[int, ...], ...]
    pairs: np.ndarray
    shared: np.ndarray
    placed: np.ndarray

    def recordings(self) -> list[list[int]]:
        """Clips of one content or one place, directly or by a chain."""
        return self._joined(self.placed > 0)

    def copies(self) -> list[list[int]]:
        """Clips of one content, and those of which all frames compared have their like."""
        return self._joined(self.shared == SHOWN)

    def _joined(self, chosen: np.ndarray) -> list[list[int]]:
        edges = [(group[0], other) for group in self.exact for other in group[1:]]
        return components([*edges, *((int(i), int(j)) for i, j in self.pairs[chosen])])


def clip_copies(looks: ClipLooks) -> ClipCopies:
    """Of clips with the same content only the first is compared with others by its frames."""
    exact = _exact(looks)
    again = {at for group in exact for at in group[1:]}
    found = match(looks.glance(), one_camera=True)
    near = _by_clips(found.near, again)
    placed = _by_clips(np.concatenate([found.near, found.edited]), again)
    pairs = sorted(placed)
    counts = [[_frames(sets.get(pair, ())) for pair in pairs] for sets in (near, placed)]
    shared, anywhere = np.array(counts, np.int64).reshape(2, -1)
    return ClipCopies(exact, np.array(pairs, np.int64).reshape(-1, 2), shared, anywhere)


def _by_clips(pairs: np.ndarray, without: set[int]) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Pairs of frames by the clips that they are of."""
    found: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for one, other in pairs.tolist():
        clips = one // SHOWN, other // SHOWN
        if clips[0] != clips[1] and not without & {*clips}:
            found[clips].add((one, other))
    return dict(found)


def _frames(pairs: Collection[tuple[int, int]]) -> int:
    """How many frames of either clip have their like."""
    return min(len({one for one, _ in pairs}), len({other for _, other in pairs}))


def _exact(looks: ClipLooks) -> tuple[tuple[int, ...], ...]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, facts in looks.readable:
        if facts.sha256:
            places[facts.sha256].append(at)
    return tuple(tuple(group) for group in places.values() if len(group) > 1)
