"""What decides the shape of a network and what it knows at the start, but for what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from huoyan.learn.networks import build, taken_folded
from huoyan.learn.networks.backbones.folded import fold_norms
from huoyan.learn.networks.clips.build import ClipShape
from huoyan.learn.networks.weight_files.load import load_weights
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """A name in `networks.NETWORKS` or timm, its values, and the square pictures that it takes.

    It starts from timm's own weights (`pretrained`), from those of the file `weights`, or from random ones;
    what became of a file's is told to `note`. `prefix` is one that the file has before its names. `clip`: of
    clips, how their frames are read.
    """

    name: str
    options: Mapping[str, Any]
    channels: int
    size: int
    pretrained: bool = False
    weights: str | None = None
    note: Callable[[Message], None] = field(default=lambda text: None)
    prefix: str = ""
    clip: ClipShape | None = None

    def with_outputs(self, n: int, begin: Callable[[nn.Module], None] | None = None) -> nn.Module:
        """The network that gives `n` numbers a picture, (N, n).

        `begin` sets first weights, which those of a file replace where it has them. Raises what
        `networks.build` and `load_weights` raise.
        """
        folded, options = taken_folded(self.options)
        network = build(
            self.name,
            classes=n,
            channels=self.channels,
            size=self.size,
            options=options,
            pretrained=self.pretrained,
        )
        if begin is not None:
            begin(network)
        if self.weights is not None:
            loaded = load_weights(network, self.weights, self.prefix).sentence()
            self.note(Message("start.weights", file=self.weights, loaded=loaded))
        # Only now: files have the norms apart.
        return fold_norms(network, channels=self.channels, size=self.size) if folded else network
