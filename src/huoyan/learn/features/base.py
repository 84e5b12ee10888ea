"""What a description of pictures by numbers is: nodes of a graph behind the pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.artifact.manifest import Network
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.learn.graph_builder import GraphBuilder
from huoyan.preprocess import Preprocess

FEATURES = "features"
# Adds the nodes of one description behind uint8 (N, H, W, C) and gives the name of float32 (N, D).
Describe = Callable[[GraphBuilder, str, tuple[int, int, int]], str]


@dataclass(frozen=True, slots=True)
class FeatureGraph:
    """Pictures in, `features` float32 (N, D) out: what a head learns from.

    model: serialised ONNX. begun_from: whose weights are in it. mean, std: of the channels, as the graph has
    them inside; (0,), (1,) where it takes pixels as they are. parameters: trained values in it. blocks: how
    many columns are of one origin each, in their order; () where all are. parts: those whose rows, side by
    side, are its own, all of the same pictures; () where it is one.
    """

    name: str
    model: bytes
    preprocess: Preprocess
    begun_from: tuple[WeightsOrigin, ...]
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    parameters: int = 0
    blocks: tuple[int, ...] = ()
    parts: tuple[FeatureGraph, ...] = ()

    def network(self, name: str, settings: Mapping[str, Any], parameters: int) -> Network:
        """What a manifest says of a model on these features; parameters: its own values beside theirs."""
        return Network(
            name=name,
            options={"features": self.name, **settings},
            mean=self.mean,
            std=self.std,
            parameters=self.parameters + parameters,
        )
