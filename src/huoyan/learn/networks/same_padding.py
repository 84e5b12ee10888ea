"""A network padded as TensorFlow pads, for weights that were trained there."""

from __future__ import annotations

from torch import nn


def pad_as_tensorflow(network: nn.Module) -> nn.Module:
    """Strided layers pad at the right and the bottom first, with as much as the size of the picture asks for.

    Those of stride 1 pad alike everywhere. The network is changed in place.
    """
    from timm.layers import Conv2dSame
    from timm.layers.pool2d_same import MaxPool2dSame

    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if not isinstance(child, nn.Conv2d | nn.MaxPool2d) or child.padding in (0, (0, 0)):
                continue
            if isinstance(child, nn.MaxPool2d):
                setattr(parent, name, MaxPool2dSame(child.kernel_size, child.stride))
            elif max(child.stride) > 1:
                padded = Conv2dSame(
                    child.in_channels, child.out_channels, child.kernel_size, child.stride, 0,
                    child.dilation, child.groups, child.bias is not None,
                )  # fmt: skip
                padded.weight, padded.bias = child.weight, child.bias
                setattr(parent, name, padded)
    return network
