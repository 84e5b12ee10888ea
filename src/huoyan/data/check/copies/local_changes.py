"""Where two aligned copies differ: a little all over, as copies do, or in one place, as two moments do.

A fixed camera shows one wall all day, and what matters is the small thing before it: as a whole its frames
agree as copies do. So what is left between two copies is set, place by place, against what a copy may leave
there: noise, and near edges what a fraction of a pixel of movement makes. Copies leave about equally much of
that everywhere. A thing that came, went or took another colour stands out from the rest by tens of times.
The limits were set with copies of weather4's photos, those of benchmarks/duplicates.py among them, and with
frames of fixed cameras.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huoyan.data.check.copies.alignment import NOISE, in_threads, smooth, warped
from huoyan.data.check.look.glance import Glance

SLACK = 0.2, 0.5  # pixels of movement, of copies as they lie and of what alignment leaves
STILL = 1.5, 0.2  # unmoved copies explain each other: at most so many times what is left after alignment
GAIN = 0.03  # beyond it one copy was brightened, and may have lost highlights
# Grey levels left in the middle of all places, and tolerances at the most: other things of one kind.
EVERYWHERE, EVERYWHERE_COLOUR = (2.3, 4.0), (1.5, 2.5)
# Tolerances that the most different place has, and times that of the place in the middle. Of 449 photos of
# weather4 none was beyond after shrinking, enlarging, darkening or JPEG; a thing of 6 % of each side is in
# nearly all pairs of frames.
CHANGED, STRONG = (2.2, 20.0), (6.0, 8.0)
# Where highlights may be blown out, each channel by itself, grey and colour must both be beyond: no copy of
# 1,343 was. So they must where edges came to lie between pixels: 2 of 1,343.
LIT_GREY, LIT_COLOUR = (1.3, 12.0), (1.5, 15.0)
MOVED = 5.0, 50.0
_LEAST = 0.05  # tolerances: files without any noise leave nothing at all in the middle
_DARK, _BRIGHT = 8, 245  # of 255: beyond these, values may have been cut off
_BLOWN = 120  # mean of a place in which highlights may have been
_CHUNK = 64  # pairs at a time


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Of P pairs, bool (P,). place: something is different in one place. everywhere: they are no copies."""

    place: np.ndarray
    everywhere: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """What is left between copies, each (P,): in tolerances at the most and in the middle of all places, in
    grey levels in the middle, and the contrast of the second over that of the first."""

    most: np.ndarray
    middle: np.ndarray
    levels: np.ndarray
    gain: np.ndarray

    def beyond(self, limits: tuple[float, float]) -> np.ndarray:
        ratio = self.most / np.maximum(self.middle, _LEAST)
        return np.asarray((self.most > limits[0]) & (ratio > limits[1]))

    def where(self, chosen: np.ndarray, other: _Left) -> _Left:
        pairs = zip(self._columns(), other._columns(), strict=True)
        return _Left(*(np.where(chosen, one, two) for one, two in pairs))

    def _columns(self) -> tuple[np.ndarray, ...]:
        return self.most, self.middle, self.levels, self.gain


def changes(seen: Glance, pairs: np.ndarray, warp: np.ndarray, flip: bool) -> Changes:
    """For pairs (P, 2) of rows of `seen` that agree as a whole, with the warps that lay them on each other.

    flip: the second of each pair is mirrored first.
    """
    place, everywhere = np.zeros(len(pairs), bool), np.zeros(len(pairs), bool)

    def look(at: int) -> None:
        rows = slice(at, at + _CHUNK)
        place[rows], everywhere[rows] = _changed(seen, pairs[rows], warp[rows], flip)

    in_threads(look, range(0, len(pairs), _CHUNK))
    return Changes(place, everywhere)


def _changed(seen: Glance, pairs: np.ndarray, warp: np.ndarray, flip: bool) -> tuple[np.ndarray, np.ndarray]:
    still = _left(seen.grey, pairs, None, flip, None)
    moved = _left(seen.grey, pairs, warp, flip, None)
    unmoved = still.levels <= STILL[0] * moved.levels + STILL[1]
    grey = still.where(unmoved, moved)
    lit = (np.abs(grey.gain - 1) > GAIN) & unmoved
    one = _judged(grey, unmoved, lit, LIT_GREY)
    two, everywhere = np.zeros(len(pairs), bool), _apart(still, moved, EVERYWHERE)
    elsewhere = np.zeros(len(pairs), bool)
    # Where grey alone decides, colour is not asked.
    rows = np.flatnonzero(everywhere | (one != (unmoved & ~lit)))
    for channel in range(3) if len(rows) else ():
        copies, gain = seen.thumb[..., channel], grey.gain[rows]
        still, moved = (_left(copies, pairs[rows], how, flip, gain) for how in (None, warp[rows]))
        colour = still.where(unmoved[rows], moved)
        two[rows] |= _judged(colour, unmoved[rows], lit[rows], LIT_COLOUR)
        elsewhere[rows] |= _apart(still, moved, EVERYWHERE_COLOUR)
    return np.where(unmoved & ~lit, one | two, one & two), everywhere & elsewhere


def _judged(left: _Left, unmoved: np.ndarray, lit: np.ndarray, brightened: tuple[float, float]) -> np.ndarray:
    """Whether one place is beyond the limits, which differ for pairs that are lit or moved, bool (P,)."""
    unlit = np.where(lit, left.beyond(brightened), left.beyond(CHANGED) | left.beyond(STRONG))
    return np.where(unmoved, unlit, left.beyond(MOVED))


def _apart(still: _Left, moved: _Left, limits: tuple[float, float]) -> np.ndarray:
    """Whether much is left all over, however the pair is laid on each other, bool (P,)."""
    levels, most = np.minimum(still.levels, moved.levels), np.minimum(still.most, moved.most)
    return np.asarray((levels > limits[0]) & (most > limits[1]))


def _left(
    copies: np.ndarray, pairs: np.ndarray, warp: np.ndarray | None, flip: bool, lit: np.ndarray | None
) -> _Left:
    """Of copies uint8 (N, S, S), the second of a pair predicted from the first as it lies, or warped.

    lit: (P,) by how much the second was brightened, where another channel tells it better.
    """
    one, other = (smooth(copies[pairs[:, side]].astype(np.float32), 0.7) for side in (0, 1))
    other = other[:, :, ::-1] if flip else other
    n, mask = len(pairs), np.ones_like(one)
    if warp is not None:
        one, other, mask = warped(one, other, warp)
    predicted, gain = _predicted(one, other, mask)
    left = (np.clip(predicted, 0, 255) - other) * mask
    slopes = np.minimum(_slopes(predicted), _slopes(other)) * SLACK[warp is not None] ** 2
    share = (smooth(mask, 1.0) > 0.5) / smooth(NOISE**2 + slopes, 1.0)
    lost = _cut_off(one, other, predicted, gain if lit is None else lit[:, None, None])
    whole, certain = (np.maximum(smooth(x**2, 1.0) * share, 0).reshape(n, -1) for x in (left, left * ~lost))
    return _Left(
        np.sqrt(certain.max(axis=1)),
        np.sqrt(np.median(whole, axis=1)),
        np.median(np.abs(left).reshape(n, -1), axis=1),
        gain[:, 0, 0],
    )


def _predicted(one: np.ndarray, other: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The second copies (P, S, S) from the first by brightness and contrast, and the contrast (P, 1, 1).

    Least squares, twice more without the places that fit worst: these are what is asked for.
    """
    inside = [(copy > _DARK / 2) & (copy < 255 - _DARK / 2) for copy in (one, other)]
    usable = mask * inside[0] * inside[1]
    usable[usable.mean(axis=(1, 2)) < 0.01] = 1
    weights = usable
    for _ in range(3):
        n = np.maximum(weights.sum(axis=(1, 2), keepdims=True), 1)
        a, b = ((copy * weights).sum(axis=(1, 2), keepdims=True) / n for copy in (one, other))
        together = ((one - a) * (other - b) * weights).sum(axis=(1, 2), keepdims=True)
        gain = together / np.maximum(((one - a) ** 2 * weights).sum(axis=(1, 2), keepdims=True), 1e-3)
        predicted = gain * (one - a) + b
        distance = np.abs(predicted - other)
        mean = (distance * usable).sum(axis=(1, 2), keepdims=True) / usable.sum(axis=(1, 2), keepdims=True)
        weights = usable * (distance <= 1.5 * mean)
    return predicted, gain


def _cut_off(one: np.ndarray, other: np.ndarray, predicted: np.ndarray, lit: np.ndarray) -> np.ndarray:
    """Places (P, S, S) that differ as they do where one copy was brightened or darkened beyond its range."""
    above, below = predicted > other, predicted < other
    bright_one = np.where(lit < 1 - GAIN, _BLOWN, _BRIGHT)
    bright_other = np.where(lit > 1 + GAIN, _BLOWN, _BRIGHT)
    lost = (one >= bright_one) & below | (other >= bright_other) & above
    return np.asarray(lost | (one <= _DARK) & above | (other <= _DARK) & below)


def _slopes(copies: np.ndarray) -> np.ndarray:
    """Squared gradient (P, S, S), the largest of each place and the eight around it."""
    down, across = np.gradient(copies, axis=(1, 2))
    largest = down**2 + across**2
    for axis in (1, 2):
        padded = np.pad(largest, [(0, 0)] + [(int(axis == at),) * 2 for at in (1, 2)], mode="edge")
        n = largest.shape[axis]
        shifted = [np.take(padded, range(at, at + n), axis=axis) for at in range(3)]
        largest = np.maximum(np.maximum(shifted[0], shifted[1]), shifted[2])
    return np.asarray(largest)
