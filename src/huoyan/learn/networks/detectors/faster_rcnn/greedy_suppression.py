"""Non-maximum suppression of a batch in a fixed number of steps, so that it can be a part of a graph."""

from __future__ import annotations

import torch
from torch import Tensor

from huoyan.learn.detection.paired_overlap import paired_overlap

# Boxes that suppress each other in a longer row than this are rare, and cost a proposal at most.
STEPS = 8


def kept(boxes: Tensor, most_iou: float) -> Tensor:
    """bool (N, K): which boxes (N, K, 4), xyxy, the surest first, no kept surer one overlaps by more.

    Each step takes back what was suppressed by what is itself suppressed by now, until nothing changes
    (Zheng et al. 2021, "Enhancing Geometric Factors", section 3.3, Cluster-NMS): greedy suppression where no
    row of suppressions is longer than STEPS.
    """
    overlap = paired_overlap(boxes.unsqueeze(2), boxes.unsqueeze(1))
    # Row i: those before it that would suppress it.
    over = (overlap > most_iou).to(boxes.dtype).tril(-1)
    stays = torch.ones_like(boxes[..., :1])
    for _ in range(STEPS):
        stays = (over @ stays == 0).to(boxes.dtype)
    return stays.squeeze(2) > 0
