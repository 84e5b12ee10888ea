"""Any network that sees pictures as maps, the coarser the farther: what a detector is built on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from huoyan.errors import NetworkError
from huoyan.learn.networks.cnn import Cnn, build_cnn
from huoyan.learn.networks.cnn_options import CNN_PRESETS
from huoyan.learn.networks.libraries.timm import build_timm
from huoyan.learn.networks.weight_files.load import LoadReport, load_weights
from huoyan.words import Message

_CLASSES = 2  # of the classifier that is cut off again


class FeatureMaps(nn.Module):
    """Normalised pictures NCHW to maps (N, C, H / stride, W / stride), one for each of `strides`.

    network: what is left of the `whole` classifier. A map that it has not is the
    nearest one that it has, enlarged or pooled, as of a plain Vision Transformer (Li et al. 2022, "Exploring
    Plain Vision Transformer Backbones", section 3, without its convolutions).
    """

    def __init__(
        self,
        network: nn.Module,
        maps: Callable[[nn.Module, Tensor], Sequence[Tensor]],
        strides: Sequence[int],
        example: Tensor,
        whole: Callable[[], nn.Module],
    ) -> None:
        super().__init__()
        self.network, self.strides, self._maps, self._whole = network, tuple(strides), maps, whole
        self._taken: tuple[tuple[int, float], ...] = ()
        self.widths: tuple[int, ...] = ()
        training = network.training
        with torch.no_grad():
            given = maps(network.eval(), example)
        network.train(training)
        own = {example.shape[-1] // each.shape[-1]: at for at, each in enumerate(given)}  # the last of each
        for stride in strides:
            near = min(own, key=lambda step: (max(step / stride, stride / step), step))
            self._taken += ((own[near], near / stride),)
            self.widths += (given[own[near]].shape[1],)

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        given = self._maps(self.network, pictures)
        return tuple(_scaled(given[at], factor) for at, factor in self._taken)

    def load(self, file: str | Path, prefix: str = "") -> LoadReport:
        """Weights of the whole classifier, as `load_weights` reads them, but for what is behind the maps."""
        whole = self._whole()
        report = load_weights(whole, file, prefix)
        read = whole.state_dict()
        self.network.load_state_dict({name: read[name] for name in self.network.state_dict()})
        return report


def feature_maps(
    name: str,
    *,
    channels: int,
    size: int,
    strides: Sequence[int],
    options: Mapping[str, Any] | None = None,
    pretrained: bool = False,
) -> FeatureMaps:
    """The network `name`, ours or timm's, without what comes behind its maps, in training mode.

    Raises what its builder raises; NetworkError `network.maps` where it has none.
    """
    own = name in CNN_PRESETS
    values = {"padding": "same", "head": "avg", **(options or {})} if own else dict(options or {})
    builder = build_cnn if own else build_timm
    whole = partial(builder, name, classes=_CLASSES, channels=channels, size=size, options=values)
    network = whole(pretrained=pretrained)
    (_cut_cnn if own else _cut_timm)(network, name)
    maps = _cnn_maps if own else _timm_maps
    try:
        return FeatureMaps(network, maps, strides, torch.zeros(1, channels, size, size), whole)
    except Exception as error:  # a network raises whatever its code raises
        raise NetworkError(
            Message("network.size", name=name, size=size, reason=str(error), own=size // 32 * 32 or 32),
            code="network.size",
        ) from error


def _cut_cnn(network: nn.Module, name: str) -> None:
    """Off what is behind the maps: it would get no gradient."""
    for behind in ("pool", "hidden", "classifier"):
        setattr(network, behind, nn.Identity())


def _cut_timm(network: nn.Module, name: str) -> None:
    """The same."""
    if not hasattr(network, "forward_intermediates"):
        raise NetworkError(Message("network.no_maps", name=name), code="network.maps")
    kept = len(network.feature_info)  # type: ignore[arg-type]
    network.prune_intermediate_layers(list(range(kept)), prune_norm=True, prune_head=True)  # type: ignore[operator]


def _timm_maps(network: nn.Module, pictures: Tensor) -> Sequence[Tensor]:
    maps: Sequence[Tensor] = network.forward_intermediates(  # type: ignore[operator]
        pictures, intermediates_only=True, output_fmt="NCHW"
    )
    return maps


def _cnn_maps(network: nn.Module, pictures: Tensor) -> Sequence[Tensor]:
    """What each block gives; of parallel stacks side by side."""
    assert isinstance(network, Cnn)
    rows: list[list[Tensor]] = []
    for branch in network.branches:
        features, maps = pictures, []
        for block in branch:  # type: ignore[attr-defined]
            features = block(features)
            maps.append(features)
        rows.append(maps)
    return [torch.cat(maps, dim=1) if len(maps) > 1 else maps[0] for maps in zip(*rows, strict=True)]


def _scaled(given: Tensor, factor: float) -> Tensor:
    """factor: above 1 enlarges."""
    if factor > 1:
        return F.interpolate(given, scale_factor=factor, mode="nearest")
    return given if factor == 1 else F.max_pool2d(given, round(1 / factor))
