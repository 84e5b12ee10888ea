"""What can be known of a network without training it: its numbers, its work, where it starts from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from huoyan.learn.networks import NETWORKS, build, count_parameters
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.libraries import torchvision
from huoyan.learn.networks.libraries.facts import SIDE, input_size, licence
from huoyan.learn.networks.libraries.timm import create


@dataclass(frozen=True, slots=True)
class Usual:
    """For what a network is counted and measured, where nobody says for what it is to be built."""

    classes: int
    channels: int
    size: int


OWN = Usual(classes=10, channels=1, size=28)
DETECTING = Usual(classes=80, channels=3, size=640)


def usual(name: str) -> Usual:
    if name in DETECTORS:
        return DETECTING
    return OWN if name in NETWORKS else Usual(classes=1000, channels=3, size=input_size(name) or SIDE)


def counted(name: str) -> tuple[int, float | None]:
    """Its parameters, and billions of operations for one picture: a product and its sum are two. None for
    what cannot answer without values.

    Counted without storage, so that large ones cost no memory.
    """
    given = usual(name)
    with torch.device("meta"), torch.no_grad():
        network = _empty(name, given).eval()
        picture = torch.empty(1, given.channels, given.size, given.size)
        with FlopCounterMode(display=False) as counter:
            try:
                network(picture)
            except (RuntimeError, NotImplementedError):
                return count_parameters(network), None
    return count_parameters(network), counter.get_total_flops() / 1e9


def library_weights(name: str) -> str | None:
    """The library that has weights for it, with their licence; None where there are none."""
    known = None if name in NETWORKS or name in DETECTORS else licence(name)
    return None if known is None else f"timm ({known})"


def _empty(name: str, given: Usual) -> nn.Module:
    if torchvision.is_torchvision(name):
        return torchvision.create(name.removeprefix(torchvision.PREFIX))
    if name in NETWORKS or name in DETECTORS:
        builder = DETECTORS.get(name, build)
        return builder(name, classes=given.classes, channels=given.channels, size=given.size, options={})
    return create(name, num_classes=given.classes)
