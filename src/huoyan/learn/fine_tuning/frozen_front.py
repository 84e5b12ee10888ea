"""The first stages of a network, which do not train, and how fast each of the others does."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from huoyan.learn.networks.backbones.stages import divided, stages_of
from huoyan.learn.networks.normalised import Normalised

# Of the stages, those that know what any photo needs: 4 of the 7 of a MobileNet.
FROZEN = 4 / 7
# The rate of a stage, of that of the stage behind it.
SLOWER = 0.7


def frozen_stages(network: nn.Module) -> int:
    """How many of the first stages are frozen: the most up to `FROZEN` after which a network is divided."""
    most = round(FROZEN * len(stages_of(network)))
    return next((cut for cut in range(most, 0, -1) if divided(network, cut) is not None), 0)


def freeze_front(network: nn.Module, stages: int) -> None:
    """What lies before the end of the stage does not train."""
    parts = divided(network, stages)
    if parts is not None:
        kept = {id(parameter) for parameter in parts[1].parameters()}
        for parameter in network.parameters():
            parameter.requires_grad_(parameter.requires_grad and id(parameter) in kept)


def rate_shares(network: nn.Module) -> dict[int, float]:
    """By the id of a parameter the share of the rate: 1 behind the stages, and less with each stage down."""
    shares: dict[int, float] = {}
    names = stages_of(network)
    for at, name in enumerate(names):
        for parameter in network.get_submodule(name).parameters():
            shares[id(parameter)] = SLOWER ** (len(names) - at)
    return shares


class Front(nn.Module):
    """uint8 or float pictures (N, H, W, C) to what the frozen stages give; maps come as (N, H, W, C) too."""

    def __init__(self, network: Normalised, stages: nn.Module) -> None:
        super().__init__()
        self.stages, self._normalised = stages, network.normalised

    def forward(self, images: Tensor) -> Tensor:
        found: Tensor = self.stages(self._normalised(images))
        return found.permute(0, 2, 3, 1) if found.ndim == 4 else found


class Rest(nn.Module):
    """What `Front` gives to logits. Names of weights are those of the whole network.

    Norms keep their statistics: what they see here are few pictures.
    """

    def __init__(self, stages: nn.Module) -> None:
        super().__init__()
        self.network = stages
        self._norms = [m for m in stages.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]

    def train(self, mode: bool = True) -> Rest:
        super().train(mode)
        for norm in self._norms:
            norm.eval()
        return self

    def forward(self, given: Tensor) -> Tensor:
        # The strides of channels_last, the layout that is fast.
        logits: Tensor = self.network(given.permute(0, 3, 1, 2) if given.ndim == 4 else given)
        return logits


@dataclass(frozen=True, slots=True)
class Halves:
    """A normalised network in two, one after the other; they share its weights."""

    front: Front
    rest: Rest

    @classmethod
    def of(cls, network: Normalised, device: torch.device) -> Halves | None:
        parts = divided(network.network, frozen_stages(network.network))
        if parts is None:
            return None
        return cls(Front(network, parts[0]).to(device).eval(), Rest(parts[1]).to(device))
