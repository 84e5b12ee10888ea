"""Strided convolutions of feature maps narrower than their stride, which oneDNN does not train in bf16."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


def widen_narrow_maps(network: nn.Module) -> None:
    """In bf16 on a CPU a strided convolution sees a narrower map with columns of zeros at its right.

    For such a map the kernels of oneDNN for processors with bf16 instructions (found in PyTorch 2.14) leave in
    the gradient of the weights what memory held: another number each time, at times none at all. That befalls
    the last stages of a ResNet or an EfficientNet on pictures of up to 16 px. Zeros at the right are what the
    padding has there anyway, so answers and gradients are those of the narrow map. The network is changed in
    place; its weights, and what it computes in any other precision, are not.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.stride[1] > 1:
            module.register_forward_pre_hook(_widened)


def _widened(module: nn.Module, given: tuple[Any, ...]) -> tuple[Tensor] | None:
    assert isinstance(module, nn.Conv2d)
    (maps,) = given
    if maps.device.type != "cpu" or not torch.is_autocast_enabled("cpu"):
        return None  # before a shape is looked at: the tracer of an export would follow it
    stride, width = module.stride[1], maps.shape[-1]
    if width >= stride:
        return None
    columns = _columns(module, width)  # none where the module pads its maps itself, before it convolves them
    if module.padding_mode != "zeros" or columns < 1 or columns != _columns(module, stride):
        return None
    return (functional.pad(maps, (0, stride - width)),)


def _columns(convolution: nn.Conv2d, width: int) -> int:
    """Of what it answers to a map of so many."""
    assert not isinstance(convolution.padding, str)  # which has no stride
    reach = convolution.dilation[1] * (convolution.kernel_size[1] - 1)
    return (width + 2 * convolution.padding[1] - reach - 1) // convolution.stride[1] + 1
