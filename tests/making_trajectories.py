"""True trajectories, and what a bad tracker makes of them: torn, mixed up, shifted, some made up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from huoyan.metrics.tracking.trajectories import Trajectories
from huoyan.watch.tracked import Tracks


def true_trajectories(things: int, frames: int, rng: np.random.Generator) -> Trajectories:
    """Things that drift past each other, each for a part of the frames."""
    rows = []
    for number in range(1, things + 1):
        first, last = sorted(rng.integers(0, frames, 2).tolist())
        place, speed, size = rng.uniform(20, 160, 2), rng.normal(0, 4, 2), rng.uniform(15, 40, 2)
        for frame in range(first, last + 1):
            low = place + speed * (frame - first)
            rows.append([frame, number, *low, *(low + size)])
    return Trajectories.of(np.array(rows, np.float64).reshape(-1, 6))


def badly_followed(
    true: Trajectories, rng: np.random.Generator, noise: float = 4.0, missed: float = 0.2, false: float = 0.1
) -> Trajectories:
    """Numbers are others, some change on the way or are swapped, boxes shift, some are missed or made up."""
    rows: dict[tuple[int, int], list[float]] = {}
    for number in np.unique(true.numbers).tolist():
        of = np.flatnonzero(true.numbers == number)
        torn = int(rng.integers(0, len(of) + 1))
        names = rng.integers(100, 108, 2).tolist()
        for at, row in enumerate(of):
            if rng.random() < missed:
                continue
            frame, name = int(true.frames[row]), names[at >= torn]
            box = true.boxes[row] + rng.normal(0, noise, 4)
            rows.setdefault((frame, name), [*box[:2], *np.maximum(box[2:], box[:2] + 1)])
    for _ in range(round(false * len(true))):
        frame, low = int(rng.integers(0, true.frames.max() + 1)), rng.uniform(0, 180, 2)
        rows.setdefault((frame, int(rng.integers(100, 112))), [*low, *(low + rng.uniform(10, 40, 2))])
    return Trajectories.of(np.array([[*key, *box] for key, box in rows.items()], np.float64).reshape(-1, 6))


def trajectories_of(given: Iterable[Tracks], only_found: bool = True) -> Trajectories:
    """Of what a tracker said, or a scene."""
    rows = [
        [moment.index, each.number, *each.box]
        for moment in given
        for each in moment.tracked
        if each.found or not only_found
    ]
    return Trajectories.of(np.array(rows, np.float64).reshape(-1, 6))
