"""A box as the change of another, as torchvision codes it (Girshick et al. 2014, "R-CNN", appendix C)."""

from __future__ import annotations

from torch import Tensor
from torchvision.models.detection._utils import BoxCoder

# What is told is multiplied with these, so that it is about 1 (Girshick 2015, "Fast R-CNN").
OF_ANCHORS, OF_REGIONS = (1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)

Weights = tuple[float, float, float, float]


def changed(boxes: Tensor, changes: Tensor, weights: Weights) -> Tensor:
    """boxes (..., 4), xyxy, and as many changes to boxes."""
    flat: Tensor = BoxCoder(weights).decode_single(changes.reshape(-1, 4), boxes.reshape(-1, 4))
    return flat.reshape(-1, *changes.shape[1:])


def changes_to(true: Tensor, boxes: Tensor, weights: Weights) -> Tensor:
    """The changes of boxes (P, 4) that make them `true` (P, 4)."""
    changes: Tensor = BoxCoder(weights).encode_single(true, boxes)
    return changes
