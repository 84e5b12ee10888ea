"""A normalised network of clips as an ONNX graph: see `huoyan.clips.graph` for its inputs and outputs."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from huoyan.clips.graph import FRAMES, StateShapes, carried
from huoyan.learn.networks.clips.normalised_clips import OverClips, WholeClip
from huoyan.learn.networks.onnx_graph import OPSET


def clips_to_onnx(
    network: OverClips, output: str, shape: Sequence[int], state: StateShapes, steps: int | None
) -> bytes:
    """The graph's bytes, in evaluation mode; `network` is left in the mode that it was in.

    shape: of a step. steps: of each clip where only the whole is known; then there is no state.
    """
    training = network.training
    network.eval()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of deprecation, and of shapes that are taken for constants
            if steps is None:
                return _running(network, output, shape, state)
            frames = torch.zeros(2, steps, *shape, dtype=network.dtype)
            return _whole(WholeClip(network), output, frames)
    finally:
        network.train(training)


def _running(network: OverClips, output: str, shape: Sequence[int], state: StateShapes) -> bytes:
    # Two streams, three steps: an exporter may take one of something for a constant.
    frames = torch.zeros(2, 3, *shape, dtype=network.dtype)
    before = [torch.zeros(2, *sides) for sides in state.values()]
    after = [carried(name) for name in state]
    axes = {FRAMES: {0: "clips", 1: "steps"}, output: {0: "clips", 1: "steps"}}
    axes |= {name: {0: "clips"} for name in (*state, *after)}
    return _export(network, (frames, *before), [FRAMES, *state], [output, *after], axes)


def _whole(network: nn.Module, output: str, frames: Tensor) -> bytes:
    return _export(network, (frames,), [FRAMES], [output], {FRAMES: {0: "clips"}, output: {0: "clips"}})


def _export(
    network: nn.Module,
    inputs: tuple[Tensor, ...],
    names: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder, "model.onnx")
        torch.onnx.export(
            network,
            inputs,
            graph,
            dynamo=False,
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
        )
        return graph.read_bytes()
