"""A Kalman filter for boxes, in seconds: where things are expected, and how far off that may be.

The state is that of Aharon et al. 2022 ("BoT-SORT", section 3.1): centre, width, height, and their rates. As
in Wojke et al. 2017 ("Simple Online and Realtime Tracking with a Deep Association Metric", section 2.1) the
rates are constant but for noise, and all noise is a share of the box's size. No side is bound to another, so
each is a filter of its own with two unknowns, and all sides of all boxes are worked out at once. Noise is
that of an acceleration that is white in time (Bar-Shalom et al. 2001, "Estimation with Applications to
Tracking and Navigation", section 6.2.2): one step over a second gives what thirty over a thirtieth give, so
frames may be late or missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Motion:
    """What is known of how things move, in their own sizes: the root of width times height.

    noise: standard deviation of a found side. speed: of the rate of a thing that was found once, a second.
    agility: how much a rate changes within a second. growth: the share of the last two that goes for width
    and height.
    """

    noise: float = 0.05
    speed: float = 2.0
    agility: float = 1.5
    growth: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Of N boxes. seconds: as of when, (N,). mean (N, 4, 2): of centre x, y, width, height the value and the
    rate, pixels and pixels a second. spread (N, 4, 3): their variances and what they vary together: of the
    value, of both, of the rate.
    """

    seconds: np.ndarray
    mean: np.ndarray
    spread: np.ndarray

    @classmethod
    def none(cls) -> Estimates:
        return cls(np.empty(0), np.empty((0, 4, 2)), np.empty((0, 4, 3)))

    @classmethod
    def begun(cls, boxes: np.ndarray, seconds: float, motion: Motion) -> Estimates:
        """Of boxes (N, 4), xyxy, that were found for the first time."""
        values = centred(boxes)
        sizes = _sizes(values)
        spread = np.zeros((len(boxes), 4, 3))
        spread[..., 0] = (motion.noise * sizes) ** 2
        spread[..., 2] = (motion.speed * sizes * _shares(motion)) ** 2
        mean = np.stack([values, np.zeros_like(values)], axis=2)
        return cls(np.full(len(boxes), seconds), mean, spread)

    def __len__(self) -> int:
        return len(self.seconds)

    def rows(self, at: np.ndarray) -> Estimates:
        """Those at int (k,) or bool (N,)."""
        return Estimates(self.seconds[at], self.mean[at], self.spread[at])

    def joined(self, other: Estimates) -> Estimates:
        parts = zip(
            (self.seconds, self.mean, self.spread), (other.seconds, other.mean, other.spread), strict=True
        )
        return Estimates(*(np.concatenate(each) for each in parts))

    def replaced(self, at: np.ndarray, other: Estimates) -> Estimates:
        """With `other` at rows int (k,)."""
        seconds, mean, spread = self.seconds.copy(), self.mean.copy(), self.spread.copy()
        seconds[at], mean[at], spread[at] = other.seconds, other.mean, other.spread
        return Estimates(seconds, mean, spread)

    def ahead(self, seconds: float | np.ndarray, motion: Motion) -> Estimates:
        """As they are expected at a later time, one for all or (N,)."""
        later = np.broadcast_to(np.asarray(seconds, np.float64), self.seconds.shape).copy()
        step = (later - self.seconds)[:, None]
        value, both, rate = np.moveaxis(self.spread, 2, 0)
        change = (motion.agility * _sizes(self.mean[..., 0]) * _shares(motion)) ** 2
        spread = [
            value + 2 * step * both + step**2 * rate + change * step**3 / 3,
            both + step * rate + change * step**2 / 2,
            rate + change * step,
        ]
        mean = self.mean.copy()
        mean[..., 0] += self.mean[..., 1] * step
        # A size is never extrapolated far: what comes nearer for a second is not ten times as large.
        mean[:, 2:, 0] = np.clip(mean[:, 2:, 0], self.mean[:, 2:, 0] / 1.5, self.mean[:, 2:, 0] * 1.5)
        return Estimates(later, mean, np.stack(spread, axis=2))

    def seen(self, boxes: np.ndarray, motion: Motion) -> Estimates:
        """When each is found at boxes (N, 4), xyxy, now."""
        values = centred(boxes)
        value, both, rate = np.moveaxis(self.spread, 2, 0)
        whole = value + (motion.noise * _sizes(values)) ** 2
        gain, gain_of_rate = value / whole, both / whole
        off = values - self.mean[..., 0]
        mean = self.mean + np.stack([gain * off, gain_of_rate * off], axis=2)
        spread = np.stack([(1 - gain) * value, (1 - gain) * both, rate - gain_of_rate * both], axis=2)
        return Estimates(self.seconds, mean, spread)

    @property
    def boxes(self) -> np.ndarray:
        """xyxy, (N, 4)."""
        centre, half = self.mean[:, :2, 0], self.mean[:, 2:, 0] / 2
        return np.concatenate([centre - half, centre + half], axis=1)

    @property
    def off(self) -> np.ndarray:
        """Standard deviations of the centres, (N, 2)."""
        return np.asarray(np.sqrt(self.spread[:, :2, 0]))


def centred(boxes: np.ndarray) -> np.ndarray:
    """Boxes (N, 4), xyxy, as centre x, y, width, height."""
    low, high = np.asarray(boxes[:, :2], np.float64), boxes[:, 2:]
    return np.concatenate([(low + high) / 2, high - low], axis=1)


def _sizes(values: np.ndarray) -> np.ndarray:
    """Of centre, width and height (N, 4): (N, 1), at least a pixel."""
    return np.asarray(np.sqrt(np.maximum(values[:, 2] * values[:, 3], 1.0))[:, None])


def _shares(motion: Motion) -> np.ndarray:
    return np.array([1.0, 1.0, motion.growth, motion.growth])
