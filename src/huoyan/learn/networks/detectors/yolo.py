"""Our one-stage detector without anchors: at each place of three maps a class and a box.

Put together from papers alone: the backbone and neck of CSP stages (Wang et al. 2020; Liu et al. 2018), the
head in two branches (Ge et al. 2021, "YOLOX"), sides as distributions (Li et al. 2020, "Generalized Focal
Loss"), places that answer where class and box are right together (Feng et al. 2021, "TOOD"), scores that mean
overlap (Zhang et al. 2021, "VarifocalNet").
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.learn.detection.answer_ways import BOTH, ONCE
from huoyan.learn.detection.distribution import boxes_of, expected
from huoyan.learn.detection.task_aligned import TaskAligned
from huoyan.learn.detection.truths import places_that_answer
from huoyan.learn.networks.answers import SecondWay
from huoyan.learn.networks.backbones.feature_maps import FeatureMaps, feature_maps
from huoyan.learn.networks.detectors.base import MOST_FOUND, Detector, Found, own_backbone, wrong_size
from huoyan.learn.networks.detectors.parts.distribution_head import DistributionHead, Said, flat
from huoyan.learn.networks.detectors.parts.partial_backbone import PartialBackbone
from huoyan.learn.networks.detectors.parts.places import places_of
from huoyan.learn.networks.detectors.parts.two_way_neck import TwoWayNeck
from huoyan.learn.networks.detectors.yolo_loss import YoloLoss
from huoyan.learn.networks.detectors.yolo_options import OWN, YoloOptions, parse_options
from huoyan.learn.objectives.loss import Loss
from huoyan.words import Message

STRIDES = (8, 16, 32)


def build_yolo(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> Detector:
    """The size `name` with random weights, but for a `pretrained` backbone, which is one of timm.
    Options: those of `YoloOptions`.

    Raises NetworkError (network.option, network.size, network.pretrained), and DownloadError.
    """
    values = parse_options(name, options)
    if size % STRIDES[-1] or not size:
        raise wrong_size(name, size, STRIDES[-1])
    if values.backbone != OWN:
        backbone: PartialBackbone | FeatureMaps = feature_maps(
            values.backbone, channels=channels, size=size, strides=STRIDES, pretrained=pretrained
        )
    elif pretrained:
        raise own_backbone(name)
    else:
        backbone = PartialBackbone(channels, values.widths, values.depths, values.activation)
    return Yolo(backbone, classes, values)


class Yolo(Detector):
    """Normalised pictures NCHW to `Said`."""

    def __init__(self, backbone: PartialBackbone | FeatureMaps, classes: int, options: YoloOptions) -> None:
        super().__init__()
        self.options = options
        self.backbone = backbone
        self.neck = TwoWayNeck(backbone.widths, options.neck, options.neck_depth, options.activation)
        heads = 2 if options.answers in (ONCE, BOTH) else 1
        self.heads = nn.ModuleList(
            DistributionHead(options.neck, options.head, classes, options.bins, options.activation)
            for _ in range(heads)
        )

    def forward(self, pictures: Tensor) -> Said:
        """The second head learns from the maps as they are: what it asks of places would disturb them."""
        maps = self.neck(self.backbone(pictures))
        scores, sides = self.heads[0](maps)
        for head in self.heads[1:]:
            said = head([each.detach() for each in maps])
            scores, sides = scores + said.scores, sides + said.sides
        return Said(scores, sides)

    def found(self, said: Said) -> Found:
        """Of the head that answers; only the boxes of the surest places are computed."""
        said = said.of_head(int(self.options.answers == ONCE), len(STRIDES))
        scores, sides = flat(said.scores), flat(said.sides)
        places = places_of(said.scores, STRIDES)
        best, at = scores.amax(1).topk(min(MOST_FOUND, scores.shape[2]), dim=1)
        classes = _at(scores, at).argmax(1)
        distances = expected(torch.unflatten(_at(sides, at), 1, (4, self.options.bins)).permute(0, 3, 1, 2))
        boxes = boxes_of(distances * places.strides[at], places.centres[at])
        return Found(boxes, best.sigmoid(), classes)

    def second_way(self) -> SecondWay | None:
        """Its second head answers, each thing once."""
        if self.options.answers != BOTH:
            return None
        other = copy.copy(self)
        other.options = dataclasses.replace(self.options, answers=ONCE)
        return SecondWay(other, {"answers": ONCE}, heads_told)

    def loss(self) -> Loss:
        many, once = TaskAligned(STRIDES[0]), TaskAligned(STRIDES[0], most=1)
        mean = YoloLoss(STRIDES, self.options.bins, self.options.scores, (many, once))
        return Loss(mean, places_that_answer)


def heads_told(many: float, once: float, once_ships: bool) -> Message:
    """many, once: average precision of the head that answers so, on validation."""
    return Message("network.answers_once" if once_ships else "network.answers_many", once=once, many=many)


def _at(values: Tensor, at: Tensor) -> Tensor:
    """(N, C, A) at places (N, K), to (N, C, K)."""
    return torch.gather(values, 2, at.unsqueeze(1).expand(-1, values.shape[1], -1))
