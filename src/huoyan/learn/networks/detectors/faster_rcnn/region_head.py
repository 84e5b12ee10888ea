"""What each region shows, and its box more exactly: the second stage of Faster R-CNN (Girshick 2015)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn, unflatten
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead

from huoyan.learn.networks.detectors.faster_rcnn.region_features import SIDE, region_features


class RegionHead(nn.Module):
    """Maps (N, width, H, W) and regions (N, K, 4) to logits (N, K, 1 + classes), background first, and to
    changes of the region if it shows each of these, (N, K, 1 + classes, 4).
    """

    def __init__(self, width: int, strides: Sequence[int], hidden: int, classes: int) -> None:
        super().__init__()
        self.layers = TwoMLPHead(width * SIDE**2, hidden)
        self.predictor = FastRCNNPredictor(hidden, 1 + classes)
        self.strides, self.kinds = tuple(strides), 1 + classes

    def forward(self, maps: Sequence[Tensor], regions: Tensor) -> tuple[Tensor, Tensor]:
        features = region_features(maps, regions, self.strides).flatten(0, 1)
        logits, changes = self.predictor(self.layers(features))
        a_picture = (-1, regions.shape[1])
        return (
            unflatten(logits, 0, a_picture),
            unflatten(unflatten(changes, 1, (self.kinds, 4)), 0, a_picture),
        )
