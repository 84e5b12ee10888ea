"""Trajectories of one sequence, and a moment of it: who is there, who was found, how much they overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.checks import refuse
from huoyan.metrics.detection.overlap import overlaps
from huoyan.words import Message


@dataclass(frozen=True, slots=True, eq=False)
class Trajectories:
    """Boxes that belong together, one a row, in any order.

    frames: of each, int64 (N,); numbers: of the thing or track that it is of, int64 (N,), once a frame;
    boxes: float64 (N, 4), xyxy. Raises UsageError (usage.metrics).
    """

    frames: np.ndarray
    numbers: np.ndarray
    boxes: np.ndarray

    def __post_init__(self) -> None:
        n = len(self.frames)
        if self.numbers.shape != (n,) or self.boxes.shape != (n, 4):
            shapes = {"frames": (n,), "numbers": self.numbers.shape, "boxes": self.boxes.shape}
            raise refuse(Message("tracking.shapes", **shapes))
        pairs, times = np.unique(np.column_stack([self.frames, self.numbers]), axis=0, return_counts=True)
        if (times > 1).any():
            frame, number = pairs[times > 1][0].tolist()
            raise refuse(Message("tracking.twice", number=number, frame=frame))

    @classmethod
    def of(cls, rows: np.ndarray) -> Trajectories:
        """Rows (N, 6) of frame, number, xmin, ymin, xmax, ymax."""
        return cls(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2:6].astype(np.float64))

    def __len__(self) -> int:
        return len(self.frames)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One frame. true (n,), found (m,): which trajectories are in it, counted from 0; overlap: intersection
    over union of their boxes, float64 (n, m).
    """

    true: np.ndarray
    found: np.ndarray
    overlap: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A sequence. true (T,), found (F,): in how many frames each trajectory is, int64. moments: the frames in
    which something is true and something is found, in order: the others show neither right nor mixed up.
    """

    true: np.ndarray
    found: np.ndarray
    moments: tuple[Moment, ...]


def compare(true: Trajectories, found: Trajectories) -> Compared:
    """The trajectories that were found in a sequence beside the true ones."""
    (which_true, of_true), (which_found, of_found) = (_counted(each.numbers) for each in (true, found))
    return Compared(of_true, of_found, tuple(_moments(true, found, which_true, which_found)))


def _counted(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers (N,) as 0, 1, ..., and how often each is there."""
    _, which, times = np.unique(numbers, return_inverse=True, return_counts=True)
    return which, times


def _moments(
    true: Trajectories, found: Trajectories, which_true: np.ndarray, which_found: np.ndarray
) -> Iterator[Moment]:
    by_true, by_found = _by_frame(true.frames), _by_frame(found.frames)
    for frame in sorted(by_true.keys() & by_found.keys()):
        here, there = by_true[frame], by_found[frame]
        overlap = overlaps(true.boxes[here], found.boxes[there])
        yield Moment(which_true[here], which_found[there], overlap)


def _by_frame(frames: np.ndarray) -> dict[int, np.ndarray]:
    """The rows of each frame, in the order in which they were given."""
    order = np.argsort(frames, kind="stable")
    values, starts = np.unique(frames[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=False))
