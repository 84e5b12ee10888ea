"""What Faster R-CNN learns by: of anchors and of regions, what there is and how the box changes."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from huoyan.learn.detection.by_overlap import Matched, by_overlap
from huoyan.learn.detection.expected_sample import expected_sample
from huoyan.learn.detection.truths import Truths
from huoyan.learn.fit.targets import Targets
from huoyan.learn.networks.detectors.faster_rcnn.box_changes import (
    OF_ANCHORS,
    OF_REGIONS,
    Weights,
    changes_to,
)
from huoyan.learn.networks.detectors.faster_rcnn.proposals import Proposed

# Boxes of a picture that would be drawn, and the share of things among them: Ren et al. 2015, section 3.1.3,
# and Girshick 2015, section 2.3.
ANCHORS, OF_THINGS, OF_THINGS_OF_REGIONS = 256, 0.5, 0.25
# Where the error of a change turns from squared to absolute, as in torchvision.
TURN = 1 / 9


class Said(NamedTuple):
    """What was proposed; of each region logits (N, K, 1 + C), background first, and changes, 4 of each."""

    proposed: Proposed
    classes: Tensor
    changes: Tensor


def faster_rcnn_loss(said: Said, targets: Targets) -> Tensor:
    """The mean over pictures."""
    regions = said.proposed.regions
    truths = Truths.of(targets, regions)
    both = (
        _of_anchors(said.proposed, at, truths) + _of_regions(said, at, truths) for at in range(len(regions))
    )
    return torch.stack(list(both)).mean()


def _of_anchors(proposed: Proposed, at: int, truths: Truths) -> Tensor:
    """Of one picture: the objective of Ren et al. 2015, equation 1."""
    logits, changes, anchors = proposed.things[at], proposed.changes[at], proposed.anchors
    matched = by_overlap(anchors, truths, at, least=0.7, below=0.3, best=True)
    counts = expected_sample(matched, ANCHORS, OF_THINGS).to(logits)
    wanted = matched.things.to(logits)
    losses = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return _mean(losses, changes, anchors, matched, counts, truths.boxes[at], OF_ANCHORS)


def _of_regions(said: Said, at: int, truths: Truths) -> Tensor:
    """Of one picture: the objective of Girshick 2015, equation 1."""
    regions = said.proposed.regions[at]
    precise = torch.promote_types(said.classes.dtype, torch.float32)
    matched = by_overlap(regions, truths, at, least=0.5, below=0.5, best=False)
    counts = expected_sample(matched, len(regions), OF_THINGS_OF_REGIONS).to(precise)
    kinds = (truths.classes[at][matched.truth] + 1).where(matched.things, 0)
    losses = F.cross_entropy(said.classes[at].to(precise), kinds, reduction="none")
    own = said.changes[at].to(precise)[torch.arange(len(regions), device=kinds.device), kinds]
    return _mean(losses, own, regions, matched, counts, truths.boxes[at], OF_REGIONS)


def _mean(
    losses: Tensor,
    changes: Tensor,
    boxes: Tensor,
    matched: Matched,
    counts: Tensor,
    true: Tensor,
    weights: Weights,
) -> Tensor:
    """Of all that counts, of the errors of things' changes too."""
    of = matched.things.nonzero().squeeze(1)
    wanted = changes_to(true[matched.truth[of]], boxes[of], weights)
    errors = F.smooth_l1_loss(changes[of], wanted, beta=TURN, reduction="none").sum(1)
    return ((losses * counts).sum() + (errors * counts[of]).sum()) / counts.sum().clamp(min=1)
