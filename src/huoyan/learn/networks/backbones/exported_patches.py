"""A network that knows pictures, exported up to what it sees at each place of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from huoyan.learn.features.kept_backbones import BackboneGraph
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.networks import SAME_PADDING
from huoyan.learn.networks.backbones.exported_backbone import backbone_graph, check_known
from huoyan.learn.networks.backbones.feature_maps import FeatureMaps, feature_maps
from huoyan.learn.networks.backbones.folded import fold_norms
from huoyan.learn.networks.libraries.facts import best_size
from huoyan.learn.networks.same_padding import pad_as_tensorflow
from huoyan.learn.options import yes_or_no
from huoyan.learn.weights.carded import prefix_of
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Message

# Of the maps that are seen; the first decides how many places there are. Coarser ones know of classes rather
# than of textures (Roth et al. 2022, section 3.1).
STRIDES = (8, 16)


class PlaceFeatures(nn.Module):
    """Normalised pictures NCHW to (N, D, H / 8, W / 8): all maps, each place the mean of 3 x 3 about it."""

    def __init__(self, maps: FeatureMaps) -> None:
        super().__init__()
        self.maps = maps

    def forward(self, pictures: Tensor) -> Tensor:
        mean = partial(F.avg_pool2d, kernel_size=3, stride=1, padding=1, count_include_pad=False)
        first, *others = (mean(each) for each in self.maps(pictures))
        side = first.shape[-2:]
        return torch.cat([first, *(F.interpolate(x, size=side, mode="bilinear") for x in others)], dim=1)


@own_settings()
def exported_patches(
    name: str, asked: NamedNetwork, size: int | None, note: Callable[[Message], None]
) -> BackboneGraph:
    """The network `name` of timm for pictures of `size` pixels (default: `best_size`).

    Raises what `check_known`, `feature_maps` and `export_onnx` raise, and DownloadError.
    """
    check_known(name, asked)
    torch.manual_seed(0)
    side = size or best_size(name)
    options = {key: value for key, value in asked.options.items() if key != SAME_PADDING}
    maps = feature_maps(
        name, channels=3, size=side, strides=STRIDES, options=options, pretrained=asked.pretrained
    )
    if yes_or_no(SAME_PADDING, asked.options.get(SAME_PADDING, False)):
        pad_as_tensorflow(maps.network)
    if asked.weights is not None:
        loaded = maps.load(asked.weights, prefix_of(asked.weights, asked.card)).sentence()
        note(Message("start.weights", file=asked.weights, loaded=loaded))
    network = fold_norms(PlaceFeatures(maps).eval(), channels=3, size=side)
    return backbone_graph(name, network, asked, side)
