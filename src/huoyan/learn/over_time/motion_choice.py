"""What a network is to see of clips, chosen by a quick look: frames, how they differ, or what moves.

Each is cut into a few parts of equal time and of the picture, on whose means a ridge regression answers for
each group of clips (a scene, a person) what it has learnt from the others. Only training clips are seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from huoyan.clips import ClipPreprocess
from huoyan.clips.motion import MotionName
from huoyan.data.clips.load_clips import Clips, OnDecoded, load_in_ways
from huoyan.data.dataset import Dataset
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.ridge import fit_ridge
from huoyan.metrics.intervals.groups import Groups
from huoyan.words import Listed, Message

# Parts of a clip's time, and of each side of a frame, over which it is averaged.
PARTS, SIDES = 8, 6
# Groups in which each class must be: else what it looks like elsewhere is not known.
LEAST_GROUPS = 2
# Steps that are averaged at once.
AT_ONCE = 256
# Of those that tell as much the first is taken: a network of flow is small and learns nothing of the scene.
MOTIONS: tuple[MotionName, ...] = ("flow", "frames", "difference")


@dataclass(frozen=True, slots=True)
class MotionChoice:
    """What was chosen, and by which figures."""

    motion: MotionName
    because: Message


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """How well clips are told by one motion. told: of each clip, bool (N,), or how near its number is.

    share: of clips that are told, or of the variance of their numbers.
    """

    motion: MotionName
    told: np.ndarray
    share: float

    def error(self, other: Looked, groups: Groups) -> tuple[float, float]:
        """By how much `other` tells less, in the mean, and the standard error of that."""
        apart = self.told.astype(np.float64) - other.told
        return float(apart.mean()), float(np.sqrt(np.square(groups.sums(apart)).sum()) / len(apart))


def choose_motion(
    clips: Dataset, ways: Mapping[MotionName, ClipPreprocess], progress: OnDecoded | None = None
) -> MotionChoice | None:
    """The first motion by which these training clips are told best, or within a standard error of it; None
    where there are too few groups or nothing is told.
    """
    known = tuple(motion for motion in MOTIONS if motion in ways)
    if len(known) < 2 or not answerable(clips):
        return None
    loaded = load_in_ways(clips, [ways[motion] for motion in known], progress)
    if not answerable(loaded[0].dataset):
        return None
    groups = Groups.named([sample.group for sample in loaded[0].dataset.samples])
    looked = [_look(motion, each, groups) for motion, each in zip(known, loaded, strict=True)]
    best = max(looked, key=lambda each: each.share)
    if best.share <= _by_guessing(loaded[0].dataset):
        return None
    chosen = next(each for each in looked if _as_good(each, best, groups))
    found = Listed([_told(each) for each in looked], None)
    why = Message("plan.motion_looked", n=len(groups.of), groups=groups.count, found=found)
    return MotionChoice(chosen.motion, why)


def answerable(clips: Dataset) -> bool:
    """Whether each class is in groups enough; of numbers, whether there are groups enough."""
    if not len(clips):
        return False
    groups = Groups.named([sample.group for sample in clips.samples])
    if not clips.of_classes:
        return groups.count > LEAST_GROUPS
    pairs = {(label, int(of)) for label, of in zip(clips.targets().tolist(), groups.of, strict=True)}
    counts = np.bincount([label for label, _ in pairs], minlength=len(clips.classes))
    known = counts[counts > 0]
    return len(known) > 1 and bool((known >= LEAST_GROUPS).all())


def parts_of(steps: np.ndarray) -> np.ndarray:
    """uint8 (T, H, W, C) as means of equal parts of its time and its sides, float32 (values,)."""
    small = np.concatenate([_small(steps[at : at + AT_ONCE]) for at in range(0, len(steps), AT_ONCE)])
    way = np.concatenate([np.zeros_like(small[:1]), np.cumsum(small, axis=0)])
    cuts = np.linspace(0, len(small), PARTS + 1)
    low = np.minimum(cuts.astype(int), len(small) - 1)
    share = (cuts - low)[:, None]
    at_cuts = way[low] * (1 - share) + way[low + 1] * share
    return np.asarray(np.diff(at_cuts, axis=0).ravel() * PARTS / len(small), np.float32)


def _small(steps: np.ndarray) -> np.ndarray:
    """float64 (T, values): each step in parts of its sides, as many as it has pixels for."""
    found = steps.astype(np.float64)
    for axis in (1, 2):
        edges = np.linspace(0, found.shape[axis], min(SIDES, found.shape[axis]) + 1).astype(int)
        widths = np.diff(edges).reshape([-1 if at == axis else 1 for at in range(4)])
        found = np.add.reduceat(found, edges[:-1], axis=axis) / widths
    return found.reshape(len(found), -1)


def _look(motion: MotionName, clips: Clips, groups: Groups) -> Looked:
    features = np.stack([parts_of(each.pixels) for each in clips.steps])
    targets, data = clips.dataset.targets(), clips.dataset
    wanted = np.where(targets[:, None] == np.arange(len(data.classes)), 1.0, -1.0)
    if not data.of_classes:
        spread = np.maximum(targets.std(axis=0), 1e-12)
        wanted = (targets - targets.mean(axis=0)) / spread
    nothing = np.zeros(len(features), np.int64)
    lesson = Lesson(features, nothing, len(data.classes), np.ones(len(features)), groups.of)
    answers = fit_ridge(lesson, wanted).left_out
    assert answers is not None
    told = answers.argmax(axis=1) == targets if data.of_classes else -np.square(answers - wanted).mean(axis=1)
    return Looked(motion, told, float(told.mean()) + (0 if data.of_classes else 1))


def _by_guessing(clips: Dataset) -> float:
    """The share that is told without looking, and what may be luck of it."""
    if not clips.of_classes:
        return 0.0
    commonest = max(clips.counts().values()) / len(clips)
    return float(commonest + np.sqrt(commonest * (1 - commonest) / len(clips)))


def _as_good(each: Looked, best: Looked, groups: Groups) -> bool:
    less, error = best.error(each, groups)
    return each is best or less <= error


def _told(each: Looked) -> Message:
    return Message("plan.motion_share", motion=each.motion, share=each.share)
