"""Layers of recurrent cells, each over the whole sequence that the one before it gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import torch
from torch import Tensor, nn

from huoyan.learn.networks.rnn.options import RnnOptions

CELLS: dict[str, type[nn.LSTM] | type[nn.GRU]] = {"lstm": nn.LSTM, "gru": nn.GRU}


class RecurrentLayers(nn.Module):
    """(N, steps, inputs) -> what the last layer gives at every step (N, steps, outputs), and at its end.

    The end (N, outputs) of the direction that reads backwards is its state at the first step.
    """

    def __init__(self, options: RnnOptions, inputs: int) -> None:
        super().__init__()
        both = options.directions == "both"
        layers: list[nn.LSTM | nn.GRU] = []
        for width in options.widths:
            layer = CELLS[options.cell](inputs, width, batch_first=True, bidirectional=both)
            if options.biases == "one":
                _drop_second_bias(layer)
            layers.append(layer)
            inputs = width * (2 if both else 1)
        self.layers = nn.ModuleList(layers)
        self.between = nn.Dropout(options.dropout) if options.dropout else nn.Identity()
        self.outputs = inputs

    def forward(self, steps: Tensor) -> tuple[Tensor, Tensor]:
        ends = steps
        # cuDNN gives gradients of recurrent layers in training mode only, torch's own kernels always.
        ungiven = steps.is_cuda and torch.is_grad_enabled() and not self.training
        with without_cudnn() if ungiven else nullcontext():
            for index, layer in enumerate(self.layers):
                steps, state = layer(steps if index == 0 else self.between(steps))
                ends = state[0] if isinstance(state, tuple) else state  # an LSTM's second state is its memory
        return steps, ends.transpose(0, 1).flatten(1)


@contextmanager
def without_cudnn() -> Iterator[None]:
    """Alone: `cudnn.flags` also reads the flags of precision, and fails where a caller set them anew."""
    cudnn = torch.backends.cudnn
    enabled = cudnn.enabled
    cudnn.enabled = False
    try:
        yield
    finally:
        cudnn.enabled = enabled


def _drop_second_bias(layer: nn.LSTM | nn.GRU) -> None:
    """The bias beside the state becomes a constant zero: torch always adds two to a gate."""
    names = [name for name, _ in layer.named_parameters() if name.startswith("bias_hh")]
    for name in names:
        bias = getattr(layer, name)
        delattr(layer, name)
        layer.register_buffer(name, torch.zeros_like(bias, requires_grad=False), persistent=False)
