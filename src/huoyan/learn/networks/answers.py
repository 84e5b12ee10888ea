"""What a network answers: what it gives, or what it finds in that, where its loss reads more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from torch import Tensor, nn

from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.ship.trained import ToldWays


@runtime_checkable
class Finding(Protocol):
    """A network whose outputs, those that its task reads, are made of what `forward` gives."""

    def found(self, said: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class SecondWay:
    """The weights of a network answering in another way than it does, and the options that say it."""

    network: nn.Module
    options: Mapping[str, Any]
    told: ToldWays


@runtime_checkable
class TwoWays(Protocol):
    """A network that may have learnt to answer in a second way too: validation says which one ships."""

    def second_way(self) -> SecondWay | None:
        """None where one way was learnt."""


class Answering(nn.Module):
    """uint8 NHWC in, the outputs of a network that finds them out."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Any:
        return answers(self.network, self.network(images))


def answers(network: nn.Module, said: Any) -> Any:
    """The outputs, of what `network` gave."""
    inner = _inner(network)
    return inner.found(said) if isinstance(inner, Finding) else said


def answering(network: nn.Module) -> nn.Module:
    """What gives the outputs: to be exported, or run."""
    return Answering(network) if isinstance(_inner(network), Finding) else network


def _inner(network: nn.Module) -> nn.Module:
    return network.network if isinstance(network, Normalised) else network
