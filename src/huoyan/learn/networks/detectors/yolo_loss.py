"""What our one-stage detector learns by: scores of all places, boxes of those that answer for a thing."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from huoyan.learn.detection.complete_overlap import complete_overlap
from huoyan.learn.detection.distribution import boxes_of, distribution_losses, expected, sides_of
from huoyan.learn.detection.score_losses import SCORE_LOSSES
from huoyan.learn.detection.task_aligned import Assigned, TaskAligned
from huoyan.learn.detection.truths import Truths, places_that_answer
from huoyan.learn.fit.targets import Targets
from huoyan.learn.networks.detectors.parts.distribution_head import Said, flat
from huoyan.learn.networks.detectors.parts.places import Places, places_of

# What overlap and distribution weigh beside the scores: those of PP-YOLOE (Xu et al. 2022, equation 2).
OVERLAP_WEIGHT, DISTRIBUTION_WEIGHT = 2.5, 0.5


@dataclass(frozen=True, slots=True)
class YoloLoss:
    """scores: a name of SCORE_LOSSES. assign: for each head which places answer."""

    strides: tuple[int, ...]
    bins: int
    scores: str
    assign: tuple[TaskAligned, ...]

    def __call__(self, said: Said, targets: Targets) -> Tensor:
        """The sum over all places and heads, divided by `places_that_answer`."""
        strides = len(self.strides)
        heads = [said.of_head(head, strides) for head in range(len(said.scores) // strides)]
        sums = [self._of(each, assign, targets) for each, assign in zip(heads, self.assign, strict=False)]
        return torch.stack(sums).sum() / places_that_answer(targets)

    def _of(self, said: Said, assign: TaskAligned, targets: Targets) -> Tensor:
        """Of one head."""
        logits, sides = flat(said.scores).mT, flat(said.sides).mT
        sides = torch.unflatten(sides, 2, (4, self.bins))
        places = places_of(said.scores, self.strides)
        boxes = boxes_of(expected(sides) * places.strides, places.centres)
        truths = Truths.of(targets, boxes)
        assigned = assign(logits.sigmoid(), boxes, places.centres, truths)
        of_scores = self._of_scores(logits, assigned, truths, places)
        return of_scores + self._of_boxes(sides, boxes, assigned, truths, places)

    def _of_scores(self, logits: Tensor, assigned: Assigned, truths: Truths, places: Places) -> Tensor:
        n, a = assigned.positive.nonzero(as_tuple=True)
        classes = truths.classes[n, assigned.truth[n, a]]
        wanted = torch.zeros_like(logits).index_put((n, a, classes), assigned.quality[n, a])
        losses = SCORE_LOSSES[self.scores](logits, wanted)
        if truths.crowds.any():
            losses = losses.masked_fill(_in_crowds(truths, places, logits) & (wanted == 0), 0.0)
        return losses.sum()

    def _of_boxes(
        self, sides: Tensor, boxes: Tensor, assigned: Assigned, truths: Truths, places: Places
    ) -> Tensor:
        """Each as much as its quality."""
        n, a = assigned.positive.nonzero(as_tuple=True)
        true, quality = truths.boxes[n, assigned.truth[n, a]], assigned.quality[n, a]
        apart = 1 - complete_overlap(boxes[n, a], true)
        distances = sides_of(true, places.centres[a]) / places.strides[a]
        spread = distribution_losses(sides[n, a], distances).mean(1)
        return (quality * (OVERLAP_WEIGHT * apart + DISTRIBUTION_WEIGHT * spread)).sum()


def _in_crowds(truths: Truths, places: Places, logits: Tensor) -> Tensor:
    """bool (N, A, C): the place lies in a crowd of that class."""
    n, m = truths.crowds.nonzero(as_tuple=True)
    boxes = truths.boxes[n, m].unsqueeze(1)
    within = ((places.centres >= boxes[..., :2]) & (places.centres <= boxes[..., 2:])).all(-1)
    inside = torch.zeros_like(logits, dtype=torch.bool)
    for picture, index, covered in zip(n, truths.classes[n, m], within, strict=True):
        inside[picture, :, index] |= covered
    return inside
