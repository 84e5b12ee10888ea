"""A network for numbers in their units, which begins with their mean."""

from __future__ import annotations

from torch import Tensor, nn

from huoyan.learn.networks.weight_files.load import classifier_layers


class InUnits(nn.Module):
    """A network that answers in spreads about the mean of training, made to answer in units."""

    centre: Tensor
    spread: Tensor

    def __init__(self, network: nn.Module, centre: Tensor, spread: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("centre", centre)
        self.register_buffer("spread", spread)

    def forward(self, images: Tensor) -> Tensor:
        # In float32 also under autocast: bf16 has three digits.
        scaled: Tensor = self.network(images).to(self.spread.dtype) * self.spread + self.centre
        return scaled


def start_at_mean(network: nn.Module) -> None:
    """The last layer, each head of it, begins at zero, so that every first answer is the mean of training.

    Random answers are far off at first, and the steps that mend them spoil what the weights before know.
    """
    for layer in classifier_layers(network):
        begin_at_zero(layer)


def begin_at_zero(layer: nn.Module) -> None:
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
