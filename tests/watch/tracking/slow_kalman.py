"""The filter of boxes once more, slow and obvious: eight unknowns of one box, and whole matrices."""

from __future__ import annotations

import numpy as np

from huoyan.watch.tracking.kalman import Motion


class SlowKalman:
    """State: centre x, y, width, height, then their rates."""

    def __init__(self, box: np.ndarray, motion: Motion) -> None:
        self.motion = motion
        value = measured(box)
        self.shares = np.array([1, 1, motion.growth, motion.growth])
        self.mean = np.concatenate([value, np.zeros(4)])
        size = np.sqrt(value[2] * value[3])
        self.spread = np.diag(
            np.concatenate([np.full(4, (motion.noise * size) ** 2), (motion.speed * size * self.shares) ** 2])
        )

    def move(self, step: float) -> None:
        change = np.diag((self.motion.agility * np.sqrt(self.mean[2] * self.mean[3]) * self.shares) ** 2)
        forward = np.block([[np.eye(4), step * np.eye(4)], [np.zeros((4, 4)), np.eye(4)]])
        noise = np.block(
            [[change * step**3 / 3, change * step**2 / 2], [change * step**2 / 2, change * step]]
        )
        self.mean = forward @ self.mean
        self.spread = forward @ self.spread @ forward.T + noise

    def see(self, box: np.ndarray) -> None:
        value = measured(box)
        look = np.hstack([np.eye(4), np.zeros((4, 4))])
        noise = np.eye(4) * (self.motion.noise * np.sqrt(value[2] * value[3])) ** 2
        gain = self.spread @ look.T @ np.linalg.inv(look @ self.spread @ look.T + noise)
        self.mean = self.mean + gain @ (value - look @ self.mean)
        self.spread = (np.eye(8) - gain @ look) @ self.spread


def measured(box: np.ndarray) -> np.ndarray:
    return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]])
