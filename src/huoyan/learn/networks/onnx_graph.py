"""A normalised network as an ONNX graph: uint8 NHWC `images` in, named outputs out, any batch."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import torch

from huoyan.learn.networks.answers import answering
from huoyan.learn.networks.normalised import Normalised

Exporter = Literal["torchscript", "dynamo"]
OPSET = 18


def to_onnx(
    network: Normalised,
    outputs: Sequence[str],
    *,
    channels: int,
    size: int,
    width: int | None = None,
    exporter: Exporter = "torchscript",
) -> bytes:
    """The graph's bytes, in evaluation mode; `network` is left in the mode that it was in.

    outputs: names of what it answers, in its order. size: of square pictures, else their height.

    The older exporter gives graphs that run at the same speed in a tenth of the time, so it comes first;
    "dynamo" is what torch will keep.
    """
    training = network.training
    device = network.scale.device
    # Two pictures: an exporter may take a batch of one for a constant.
    example = torch.zeros(2, size, width or size, channels, dtype=torch.uint8, device=device)
    try:
        with warnings.catch_warnings():
            # Deprecation of the older exporter, and its notes on shapes that it takes for constants.
            warnings.simplefilter("ignore")
            return EXPORTERS[exporter](answering(network.eval()).eval(), example, list(outputs))
    finally:
        network.train(training)


def _torchscript(network: torch.nn.Module, example: torch.Tensor, outputs: list[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder, "model.onnx")
        torch.onnx.export(
            network,
            (example,),
            graph,
            dynamo=False,
            input_names=["images"],
            output_names=outputs,
            dynamic_axes={name: {0: "batch"} for name in ("images", *outputs)},
            opset_version=OPSET,
        )
        return graph.read_bytes()


def _dynamo(network: torch.nn.Module, example: torch.Tensor, outputs: list[str]) -> bytes:
    program = torch.onnx.export(
        network,
        (example,),
        dynamo=True,
        input_names=["images"],
        output_names=outputs,
        dynamic_shapes={"images": {0: torch.export.Dim("batch")}},
        opset_version=OPSET,
        verbose=False,
    )
    assert program is not None  # only dynamo=False gives None
    serialised: bytes = program.model_proto.SerializeToString()
    return serialised


EXPORTERS: dict[Exporter, Callable[[torch.nn.Module, torch.Tensor, list[str]], bytes]] = {
    "torchscript": _torchscript,
    "dynamo": _dynamo,
}
