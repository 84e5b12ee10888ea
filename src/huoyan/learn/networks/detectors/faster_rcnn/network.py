"""Faster R-CNN on a feature pyramid (Ren et al. 2015; Lin et al. 2017), of torchvision's parts.

Other than there, all that is computed has a fixed shape, in training as in the exported graph, and no box is
drawn at random: the regions are the proposals, as many of each picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.ops import FeaturePyramidNetwork

from huoyan.learn.networks.backbones.feature_maps import FeatureMaps, feature_maps
from huoyan.learn.networks.detectors.base import MOST_FOUND, Detector, Found, wrong_size
from huoyan.learn.networks.detectors.faster_rcnn.box_changes import OF_REGIONS, changed
from huoyan.learn.networks.detectors.faster_rcnn.loss import Said, faster_rcnn_loss
from huoyan.learn.networks.detectors.faster_rcnn.options import FasterRcnnOptions, parse_options
from huoyan.learn.networks.detectors.faster_rcnn.proposals import ProposalNetwork
from huoyan.learn.networks.detectors.faster_rcnn.region_head import RegionHead
from huoyan.learn.objectives.loss import Loss

STRIDES, COARSEST = (8, 16, 32), 64


def build_faster_rcnn(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> Detector:
    """With random weights, but for a `pretrained` backbone, which is one of timm. Options: of
    `FasterRcnnOptions`.

    Raises NetworkError (network.option, network.size, network.pretrained), and DownloadError.
    """
    values = parse_options(name, options)
    if size % STRIDES[-1] or not size:
        raise wrong_size(name, size, STRIDES[-1])
    backbone = feature_maps(
        values.backbone, channels=channels, size=size, strides=STRIDES, pretrained=pretrained
    )
    return FasterRcnn(backbone, classes, values)


class FasterRcnn(Detector):
    """Normalised pictures NCHW to `Said`."""

    def __init__(self, backbone: FeatureMaps, classes: int, options: FasterRcnnOptions) -> None:
        super().__init__()
        self.options = options
        self.backbone = backbone
        self.pyramid = FeaturePyramidNetwork(list(backbone.widths), options.width)
        self.coarser = nn.MaxPool2d(1, stride=2)
        self.proposals = ProposalNetwork(
            options.width, (*STRIDES, COARSEST), options.candidates, options.proposals
        )
        self.regions = RegionHead(options.width, STRIDES, options.hidden, classes)

    def forward(self, pictures: Tensor) -> Said:
        named = {str(stride): each for stride, each in zip(STRIDES, self.backbone(pictures), strict=True)}
        maps = list(self.pyramid(named).values())
        proposed = self.proposals([*maps, self.coarser(maps[-1])])
        return Said(proposed, *self.regions(maps, proposed.regions))

    def found(self, said: Said) -> Found:
        """Of each region the class that is the surest."""
        precise = torch.promote_types(said.classes.dtype, torch.float32)
        scores, classes = said.classes.to(precise).softmax(2)[..., 1:].max(dim=2)
        best, at = scores.topk(min(MOST_FOUND, scores.shape[1]), dim=1)
        kinds = classes.gather(1, at)
        of_region = said.changes.gather(1, at[..., None, None].expand(-1, -1, *said.changes.shape[2:]))
        of_kind = of_region.gather(2, (kinds + 1)[..., None, None].expand(-1, -1, -1, 4)).squeeze(2)
        regions = said.proposed.regions.gather(1, at.unsqueeze(2).expand(-1, -1, 4))
        return Found(changed(regions, of_kind.to(precise), OF_REGIONS), best, kinds)

    def loss(self) -> Loss:
        return Loss(faster_rcnn_loss)
