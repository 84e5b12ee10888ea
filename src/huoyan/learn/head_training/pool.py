"""The pictures that rungs are fitted to and compared on: never those of the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.data.check.copies.duplicates import components
from huoyan.data.dataset import Dataset
from huoyan.learn.head_training.folds import LEFT_OUT, Folds
from huoyan.learn.heads.base import Lesson
from huoyan.words import Message

# Fewer validation pictures than so many tell two models apart too badly: then all are answered in turn.
ENOUGH = 300
PARTS, REPEATS = 5, 2


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Training and validation pictures, in this order, with the sha256 of their contents.

    groups: int64 (N,): pictures of one group, and copies of one picture, share a number. weights: float64
    (N,). is_val: bool (N,). refit: the one that is chosen may learn from validation pictures too, since
    others are left to score it. blocks: of the columns of its features, as in `Lesson`.
    """

    data: Dataset
    contents: tuple[str, ...]
    groups: np.ndarray
    weights: np.ndarray
    is_val: np.ndarray
    refit: bool
    seed: int
    blocks: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        data: Dataset,
        contents: Sequence[str],
        together: Mapping[str, int],
        *,
        weighted: bool,
        seed: int,
    ) -> Pool:
        """together: a number for each source of which there are copies. weighted: classes count alike."""
        rows = [at for part in ("train", "val") for at, s in enumerate(data.samples) if s.split == part]
        chosen = data.take(rows)
        known = tuple(contents[at] for at in rows)
        targets = chosen.targets()
        counts = np.bincount(targets, minlength=len(data.classes))
        weights = 1 / counts[targets] if weighted else np.ones(len(targets))
        return cls(
            chosen,
            known,
            _groups(chosen, known, together),
            weights / weights.mean(),
            np.array([s.split == "val" for s in chosen.samples], bool),
            any(s.split == "test" for s in data.samples),
            seed,
        )

    def __len__(self) -> int:
        return len(self.data)

    @property
    def targets(self) -> np.ndarray:
        """int64 (N,)."""
        return self.data.targets()

    @property
    def in_turn(self) -> bool:
        """Whether all pictures are answered in turn; else the validation pictures alone."""
        return int(self.is_val.sum()) < ENOUGH

    @property
    def parted(self) -> bool:
        """Whether a class that is learnt is in two groups: else no group can be answered from the others."""
        rows, classes = self.compared(), len(self.data.classes)
        pairs = np.unique(self.groups[rows] * classes + self.targets[rows])
        return len(rows) < 2 or bool(np.bincount(pairs % classes).max() > 1)

    def why_not_parted(self) -> Message | None:
        """What is to be said where rows answer in turn, and cannot do so without what they have learnt."""
        if not self.in_turn or self.parted:
            return None
        rows = self.compared()
        grouped = len(np.unique(self.groups[rows])) < len(rows)
        return Message("ladder.not_parted" if grouped else "ladder.one_a_class")

    @property
    def units(self) -> np.ndarray:
        """int64 (N,): rows of one number are never on both sides. Where none is `parted` each is alone."""
        return self.groups if self.parted else np.arange(len(self))

    def take(self, rows: np.ndarray) -> Pool:
        return Pool(
            self.data.take(rows),
            tuple(self.contents[int(at)] for at in rows),
            self.groups[rows],
            self.weights[rows],
            self.is_val[rows],
            self.refit,
            self.seed,
            self.blocks,
        )

    def learnable(self) -> np.ndarray:
        """Rows that the chosen model learns from."""
        return np.arange(len(self)) if self.refit else np.flatnonzero(~self.is_val)

    def compared(self) -> np.ndarray:
        """Of these the rows that answer in turn. Pictures that a program made do not: what it knows it learnt
        from others of the pool, so they neither answer nor teach where these are answered."""
        made = np.array([sample.made for sample in self.data.samples], bool)
        rows = self.learnable()
        return np.asarray(rows[~made[rows]])

    def folds(self, parts: int = PARTS, repeats: int = REPEATS) -> Folds:
        """How rungs are compared: in turn, of training pictures alone where validation will be scored."""
        if not self.in_turn:
            return Folds.held_out(self.is_val)
        rows = self.compared()
        drawn = Folds.drawn(
            self.targets[rows], self.units[rows], parts=parts, repeats=repeats, seed=self.seed
        )
        if len(rows) == len(self):
            return drawn
        fold = np.full((repeats, len(self)), LEFT_OUT, np.int64)
        fold[:, rows] = drawn.fold
        return Folds(fold)

    def lesson(self, features: np.ndarray, rows: np.ndarray) -> Lesson:
        """The rows to learn from, of features float32 (N, D) of the whole pool."""
        weights = self.weights[rows]
        return Lesson(
            features[rows],
            self.targets[rows],
            len(self.data.classes),
            weights / weights.mean(),
            self.units[rows],
            self.seed,
            self.blocks,
        )


def _groups(data: Dataset, contents: Sequence[str], together: Mapping[str, int]) -> np.ndarray:
    """int64 (N,): one number for all that a group, copies or the same content join, through others too."""
    members: dict[tuple[str, str | int], list[int]] = {}
    for at, (sample, content) in enumerate(zip(data.samples, contents, strict=True)):
        names = (
            ("group", sample.group),
            ("copies", together.get(sample.source)),
            ("content", content or None),
        )
        for kind, name in names:
            if name is not None:
                members.setdefault((kind, name), []).append(at)
    found = np.arange(len(data))
    for joined in components((each[0], other) for each in members.values() for other in each[1:]):
        found[joined] = joined[0]
    return np.unique(found, return_inverse=True)[1].astype(np.int64)
