"""Which place answers for which thing: the places whose class and box are right together.

Feng et al. 2021, "TOOD: Task-aligned One-stage Object Detection", sections 3.2 and 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from huoyan.learn.detection.paired_overlap import paired_overlap
from huoyan.learn.detection.truths import Truths


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """For A places of each picture. positive: bool (N, A), answers for a thing; truth: int64 (N, A), for
    which; quality: (N, A), the score 0..1 that it should give to the class of that thing."""

    positive: Tensor
    truth: Tensor
    quality: Tensor


@dataclass(frozen=True, slots=True)
class TaskAligned:
    """Each thing gets the `most` places within it with the highest score^a IoU^b; the values of the paper.

    A place that several things want answers for that which it overlaps the most. A thing narrower than the
    finest `stride` is taken to be as wide as it, or no place might lie within.
    """

    stride: int
    most: int = 13
    score_power: float = 1.0
    overlap_power: float = 6.0

    @torch.no_grad()
    def __call__(self, scores: Tensor, boxes: Tensor, centres: Tensor, truths: Truths) -> Assigned:
        """scores: (N, A, C), 0..1; boxes: (N, A, 4), xyxy; centres: (A, 2), x and y of the places."""
        n, m, a = self._within(centres, truths).nonzero(as_tuple=True)
        iou = paired_overlap(boxes[n, a], truths.boxes[n, m])
        score = scores[n, a, truths.classes[n, m]]
        alignment = score.pow(self.score_power) * iou.pow(self.overlap_power)
        shape = (*truths.things.shape, len(centres))
        aligned, overlap = (iou.new_full(shape, -1.0).index_put((n, m, a), each) for each in (alignment, iou))
        best, at = aligned.topk(min(self.most, len(centres)), dim=2)
        wanted = torch.zeros_like(aligned, dtype=torch.bool).scatter(2, at, best >= 0)
        most, truth = overlap.where(wanted, -1.0).max(dim=1)
        positive = most >= 0
        own = aligned.gather(1, truth.unsqueeze(1)).squeeze(1)
        return Assigned(positive, truth, _quality(own, most, positive, truth, truths.things.shape[1]))

    def _within(self, centres: Tensor, truths: Truths) -> Tensor:
        """bool (N, M, A)."""
        low, high = truths.boxes[..., :2], truths.boxes[..., 2:]
        middle = ((low + high) / 2).unsqueeze(2)
        half = ((high - low) / 2).clamp(min=self.stride / 2).unsqueeze(2)
        return ((centres.to(middle) - middle).abs() <= half).all(-1) & truths.things.unsqueeze(2)


def _quality(own: Tensor, overlap: Tensor, positive: Tensor, truth: Tensor, things: int) -> Tensor:
    """The alignment of each place, scaled so that the best of each thing is its largest overlap."""
    nothing = own.new_zeros(len(own), things)

    def largest(values: Tensor) -> Tensor:
        values = values.where(positive, 0.0)
        return nothing.scatter_reduce(1, truth, values, "amax").gather(1, truth)

    tiny = torch.finfo(own.dtype).tiny
    return (own * largest(overlap) / largest(own).clamp(min=tiny)).where(positive, 0.0)
