"""YOLOX (Ge et al. 2021): a detector of one stage without anchors, in the layout of its paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from huoyan.learn.detection.grid import Grid, Said, cells_of
from huoyan.learn.detection.yolox_loss import yolox_loss
from huoyan.learn.networks.backbones.feature_maps import FeatureMaps, feature_maps
from huoyan.learn.networks.detectors.base import Detector, Found, own_backbone, surest, wrong_size
from huoyan.learn.networks.detectors.parts.csp_blocks import Blocks
from huoyan.learn.networks.detectors.parts.csp_darknet import CspDarknet
from huoyan.learn.networks.detectors.parts.decoupled_head import DecoupledHead
from huoyan.learn.networks.detectors.parts.path_aggregation import PathAggregation
from huoyan.learn.networks.detectors.yolo_options import OWN
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.options import parse_values, yes_or_no

STRIDES = (8, 16, 32)
_HEAD = 4  # widths of the stem


@dataclass(frozen=True, slots=True)
class Size:
    """Channels of the stem, bottlenecks of the first stage, and whether 3 x 3 convolutions are depthwise."""

    width: int
    depth: int
    depthwise: bool = False

    @property
    def widths(self) -> tuple[int, int, int]:
        """Channels of the maps."""
        return 4 * self.width, 8 * self.width, 16 * self.width


# As shares of a stem of 64 channels and of 3 bottlenecks the paper names them by (section 2, table 3).
SIZES: Mapping[str, Size] = {
    "yolox_nano": Size(16, 1, depthwise=True),
    "yolox_tiny": Size(24, 1),
    "yolox_s": Size(32, 1),
    "yolox_m": Size(48, 2),
    "yolox_l": Size(64, 3),
}


@dataclass(frozen=True, slots=True)
class YoloxOptions:
    """backbone  own, or a network of ours or of timm with feature maps, by its name
    norms     no for convolutions with a bias, as weights with folded batch norms have them
    l1        yes for the absolute error of sides in the loss
    """

    backbone: str = OWN
    norms: bool = True
    l1: bool = False


_PARSERS: Mapping[str, Callable[[str, Any], Any]] = {
    "backbone": lambda name, value: str(value).strip(),
    "norms": yes_or_no,
    "l1": yes_or_no,
}


def parse_options(name: str, options: Mapping[str, Any]) -> YoloxOptions:
    """The defaults with `options` on top. Raises NetworkError `network.option`."""
    return YoloxOptions(**parse_values(name, options, _PARSERS))


class Yolox(Detector):
    """A backbone gives maps of 1/8, 1/16 and 1/32; a neck mixes them; a head says of each what is there."""

    def __init__(
        self, backbone: CspDarknet | FeatureMaps, blocks: Blocks, size: Size, classes: int, sides: bool
    ) -> None:
        super().__init__()
        self.backbone = backbone
        widths = size.widths
        self.neck = PathAggregation(blocks, backbone.widths, widths, size.depth)
        heads = (DecoupledHead(blocks, width, _HEAD * size.width, classes) for width in widths)
        self.heads = nn.ModuleList(heads)
        self._sides = sides

    @property
    def class_layers(self) -> list[nn.Conv2d]:
        """The last layer of each head, which alone depends on the classes."""
        return [head.classes for head in self.heads if isinstance(head, DecoupledHead)]

    def forward(self, pictures: Tensor) -> Said:
        maps = self.neck(self.backbone(pictures))
        said = torch.cat([head(each) for head, each in zip(self.heads, maps, strict=True)], dim=1)
        grids = [
            Grid(each.shape[2], each.shape[3], stride) for each, stride in zip(maps, STRIDES, strict=True)
        ]
        return Said(said[..., :4], said[..., 4], said[..., 5:], cells_of(grids, said))

    def found(self, said: Said) -> Found:
        precise = torch.promote_types(said.things.dtype, torch.float32)
        things, classes = said.things.to(precise).sigmoid(), said.classes.to(precise).sigmoid()
        return surest(said.boxes(), things.unsqueeze(2) * classes)

    def loss(self) -> Loss:
        return yolox_loss(sides=self._sides)


def build_yolox(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> Yolox:
    """The size `name` for square pictures of `size` pixels; `pretrained`: the backbone, then one of timm.

    Options: those of `YoloxOptions`. Raises NetworkError (network.option, network.size, network.pretrained).
    """
    given = parse_options(name, options)
    if size % STRIDES[-1] or not size:
        raise wrong_size(name, size, STRIDES[-1])
    shape = SIZES[name]
    blocks = Blocks(shape.depthwise, given.norms)
    if given.backbone != OWN:
        backbone: CspDarknet | FeatureMaps = feature_maps(
            given.backbone, channels=channels, size=size, strides=STRIDES, pretrained=pretrained
        )
    elif pretrained:
        raise own_backbone(name)
    else:
        backbone = CspDarknet(blocks, channels, shape.width, shape.depth)
    return Yolox(backbone, blocks, shape, classes, given.l1)
