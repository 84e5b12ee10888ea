"""What any rung of the ladder hands to `ship`: a network, a classical model, a distilled one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from huoyan.artifact.manifest import Network
from huoyan.data.dataset import Dataset, Split
from huoyan.learn.build import Built
from huoyan.learn.fit.trainer import Fitted
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.onnx_export import export_onnx, network_outputs, weights_sha256
from huoyan.tasks.base import Outputs
from huoyan.words import Message

ComputeOutputs = Callable[[np.ndarray, Sequence[str]], dict[str, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What models of one kind answered for pictures that they had not seen: outputs by name, in order."""

    outputs: Outputs
    data: Dataset


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that is trained and answers, before anything is settled, proven or written.

    answer: uint8 (N, H, W, C) and names of outputs to these in float32, as fast as can be; reference: the
    same in fp32 on the CPU, with which every export is compared, None where `answer` is that. graph: the
    ONNX model with outputs of these names. weights: the trained tensors by name; weights_sha256: over them.
    unseen: what the task is settled on, where the model itself has seen the validation pictures.
    taught: parts of the data that it has learnt from. chosen: what validation pictures have decided so far,
    in words.
    """

    network: Network
    weights: Mapping[str, np.ndarray]
    weights_sha256: str
    licence: Message
    answer: ComputeOutputs
    graph: Callable[[Sequence[str]], bytes]
    reference: ComputeOutputs | None = None
    unseen: Unseen | None = None
    taught: tuple[Split, ...] = ("train",)
    chosen: tuple[Message, ...] = ()

    def reference_of(self, outputs: Outputs, pixels: np.ndarray, rows: np.ndarray) -> dict[str, np.ndarray]:
        """The reference for the pictures `rows` of `pixels`, whose `outputs` are known."""
        if self.reference is None:
            return {name: found[rows] for name, found in outputs.items()}
        return self.reference(pixels[rows], tuple(outputs))


def trained_network(plan: Plan, built: Built, fitted: Fitted) -> Trained:
    """The best weights of a training, in its network."""
    network, (mean, std) = built.network, built.channels
    network.load_state_dict(fitted.state)
    # A network that was divided among several devices may not fit one of them.
    device = torch.device("cpu") if built.recipe.parallel == "shard" else built.device

    def answer(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        return network_outputs(network.to(device), names, pixels)

    def reference(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        return network_outputs(network.to("cpu"), names, pixels)

    def graph(names: Sequence[str]) -> bytes:
        shape = plan.preprocess
        return export_onnx(network.to("cpu"), names, channels=shape.channels, size=shape.height)

    return Trained(
        Network(
            name=built.recipe.model,
            options=built.recipe.options,
            mean=mean,
            std=std,
            parameters=sum(p.numel() for p in network.parameters()),
        ),
        {name: tensor.numpy() for name, tensor in fitted.state.items()},
        weights_sha256(fitted.state),
        built.licence,
        answer,
        graph,
        None if device.type == "cpu" else reference,
        chosen=(
            Message("chosen.weights"),
            *([Message("chosen.end")] if built.recipe.patience is not None else []),
        ),
    )
