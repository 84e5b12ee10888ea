"""Strided convolutions of feature maps narrower than their stride, which oneDNN does not train in bf16."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


def widen_narrow_maps(network: nn.Module) -> None:
    """In bf16 on a CPU a strided convolution sees a narrower map with columns of zeros at its right.

    For such a map oneDNN on processors with bf16 instructions (in PyTorch 2.14; the test of this file,
    without the call, tells whether a later one still does it) leaves in the gradient of the weights what
    memory held: another number each time, at times none at all. That befalls the last stages of a ResNet or
    an EfficientNet on pictures of up to 16 px. Zeros at the right are what the padding has there anyway, so
    answers and gradients are those of the narrow map; it is left alone where they would add an answer, as
    for paddings of more than half the kernel. The network is changed in place; its weights are not, nor
    what it computes in any other precision.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.stride[1] > 1:
            module.register_forward_pre_hook(_widened)


def _widened(module: nn.Module, given: tuple[Any, ...]) -> tuple[Tensor] | None:
    assert isinstance(module, nn.Conv2d)
    # Before a shape is looked at: the tracer of an export would follow it.
    if len(given) != 1 or given[0].device.type != "cpu" or not torch.is_autocast_enabled("cpu"):
        return None
    maps: Tensor = given[0]
    stride, width = module.stride[1], maps.shape[-1]
    if width >= stride or module.padding_mode != "zeros":
        return None
    answers = _columns(module, width)  # most that pad their maps themselves have none yet
    if answers < 1 or answers != _columns(module, stride):
        return None
    return (functional.pad(maps, (0, stride - width)),)


def _columns(convolution: nn.Conv2d, width: int) -> int:
    """Of what it answers to a map of so many."""
    padding = 0 if isinstance(convolution.padding, str) else convolution.padding[1]  # "valid"
    reach = convolution.dilation[1] * (convolution.kernel_size[1] - 1)
    return (width + 2 * padding - reach - 1) // convolution.stride[1] + 1
