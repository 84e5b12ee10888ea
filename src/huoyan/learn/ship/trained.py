"""What any rung of the ladder hands to `ship`: a network, a classical model, a distilled one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from huoyan.artifact.manifest import Network
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.clips.graph import StateShapes
from huoyan.data.dataset import Dataset, Split
from huoyan.images.proposals.regions import Regions
from huoyan.preprocess import Placement
from huoyan.tasks.base import Outputs
from huoyan.words import Message

# What is said of the figures that a first and a second way reach on validation, by whether the second ships.
ToldWays = Callable[[float, float, bool], Message]
ComputeOutputs = Callable[[np.ndarray, Sequence[str]], dict[str, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What models of one kind answered for pictures that they had not seen: outputs by name, in order.

    places: where each picture lies in the network's, for tasks whose answers lie in it.
    """

    outputs: Outputs
    data: Dataset
    places: Sequence[Placement] = ()


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that is trained and answers, before anything is settled, proven or written.

    answer: uint8 (N, H, W, C) and names of outputs to these in float32, as fast as can be; reference: the
    same in fp32 on the CPU, with which every export is compared, None where `answer` is that. graph: the
    ONNX model with outputs of these names. weights: the trained tensors by name; weights_sha256: over them.
    begun_from: whose weights it holds or began from.
    unseen: what the task is settled on, where the model has seen the validation pictures, or they are clips.
    taught: parts of the data that it has learnt from. chosen: what validation pictures have decided so far,
    in words. regions: where the graph answers for regions of a picture. state: what a graph over time
    carries, see `clips.graph`; stored: of clips the arrays of a self-test.
    second: another way to answer. options: of the recipe, by which the task is settled.
    """

    network: Network
    weights: Mapping[str, np.ndarray]
    weights_sha256: str
    begun_from: tuple[WeightsOrigin, ...]
    answer: ComputeOutputs
    graph: Callable[[Sequence[str]], bytes]
    reference: ComputeOutputs | None = None
    unseen: Unseen | None = None
    taught: tuple[Split, ...] = ("train",)
    chosen: tuple[Message, ...] = ()
    second: Second | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    regions: Regions | None = None
    state: StateShapes = field(default_factory=dict)
    stored: ComputeOutputs | None = None

    def reference_of(self, outputs: Outputs, pixels: np.ndarray, rows: np.ndarray) -> dict[str, np.ndarray]:
        """The reference for the pictures `rows` of `pixels`, whose `outputs` are known."""
        if self.reference is None:
            return {name: found[rows] for name, found in outputs.items()}
        return self.reference(pixels[rows], tuple(outputs))


@dataclass(frozen=True, slots=True)
class Second:
    """The same weights answering in another way: validation takes the better one."""

    trained: Trained
    told: ToldWays
