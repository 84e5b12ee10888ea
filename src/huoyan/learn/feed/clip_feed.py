"""Batches of clips for training: each filled up to the longest of its batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from huoyan.clips import ClipSteps
from huoyan.learn.feed.feed import Feed
from huoyan.learn.fit.learner import Part
from huoyan.learn.fit.targets import Targets
from huoyan.learn.objectives.last_answers import steps_of

# Clips that are answered at once where nothing is learnt.
AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class ClipFeed:
    """Satisfies `Feed` for clips: (B, T, ...). neutral: the value that fills up."""

    clips: tuple[ClipSteps, ...]
    neutral: int

    def __len__(self) -> int:
        return len(self.clips)

    def batches(self, groups: Sequence[Tensor]) -> Iterator[Tensor]:
        empty = torch.from_numpy(filled_up([self.clips[0].pixels[:1]], self.neutral)[:0])
        for group in groups:
            # Of a small batch a process of many may get nothing.
            taken = [self.clips[at].pixels for at in group.tolist()]
            yield torch.from_numpy(filled_up(taken, self.neutral)) if taken else empty


def filled_up(clips: Sequence[np.ndarray], neutral: int) -> np.ndarray:
    """(T, ...) of any T, at least one, as (n, longest T, ...)."""
    longest = max(map(len, clips))
    found = np.full((len(clips), longest, *clips[0].shape[1:]), neutral, clips[0].dtype)
    for row, clip in zip(found, clips, strict=True):
        row[: len(clip)] = clip
    return found


def told_lengths(targets: Targets) -> dict[str, Tensor]:
    """What `NormalisedClips` is told of them, whose last column is the steps of each clip."""
    assert isinstance(targets, Tensor)
    return {"lengths": steps_of(targets)}


def with_steps(feed: Feed, targets: Targets) -> Part:
    """As the trainer sees clips: the last column of the targets, (N,) or (N, K), is the steps of each."""
    assert isinstance(feed, ClipFeed)
    assert isinstance(targets, Tensor)
    counts = torch.tensor([len(each) for each in feed.clips])
    rows = targets[:, None] if targets.ndim == 1 else targets
    return Part(feed, torch.cat([rows, counts[:, None].to(rows.dtype)], 1), AT_ONCE)
