"""An average of the weights over the last steps, which often answers better than the weights themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from huoyan.errors import TrainingError
from huoyan.learn.distributed.shares import own
from huoyan.words import Listed, Message

_COUNT = "updates"


class WeightAverage:
    """Exponential moving average of a network's parameters, and a copy of its buffers (batch norm's figures).

    The decay of update t = 0, 1, ... is min(decay, (1 + t) / (10 + t)): the random start is soon forgotten.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        if not 0 <= decay < 1:
            raise TrainingError(Message("fit.average_decay", decay=decay), code="training.ema")
        self.decay = decay
        self.updates = 0
        self._tensors = {name: tensor.detach().clone() for name, tensor in _tensors(network).items()}
        self._averaged = {name for name, p in network.named_parameters() if p.is_floating_point()}

    @torch.no_grad()
    def update(self, network: nn.Module, passed: float = 0.0) -> None:
        """Moves the average towards the network's weights; call it after each step of the optimiser.

        passed: the share of the training that is over.
        """
        decay = self._decay(passed)
        self.updates += 1
        pairs = self._pairs(network)
        mine = [a for name, (a, _) in pairs.items() if name in self._averaged]
        theirs = [b for name, (_, b) in pairs.items() if name in self._averaged]
        if mine:
            torch._foreach_lerp_(mine, theirs, 1 - decay)
        _copy({name: pair for name, pair in pairs.items() if name not in self._averaged})

    def _decay(self, passed: float) -> float:
        return min(self.decay, (1 + self.updates) / (10 + self.updates))

    @torch.no_grad()
    def copy_to(self, network: nn.Module) -> None:
        """Puts the average into the network for good."""
        _copy({name: (theirs, mine) for name, (mine, theirs) in self._pairs(network).items()})

    @contextmanager
    def applied(self, network: nn.Module) -> Iterator[None]:
        """The network holds the average within the block, and exactly what it held before after it."""
        kept = {name: tensor.detach().clone() for name, tensor in _tensors(network).items()}
        self.copy_to(network)
        try:
            yield
        finally:
            with torch.no_grad():
                _copy({name: (tensor, kept[name]) for name, tensor in _tensors(network).items()})

    def state_dict(self) -> dict[str, Tensor]:
        """Copies of all that is needed to go on, tensors only: the average by name, the number of updates."""
        copies = {f"average.{name}": tensor.clone() for name, tensor in self._tensors.items()}
        return {_COUNT: torch.tensor(self.updates), **copies}

    @torch.no_grad()
    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Goes on from `state_dict`. TrainingError where it belongs to another network."""
        given = {name.removeprefix("average."): tensor for name, tensor in state.items() if name != _COUNT}
        shapes = {name: tensor.shape for name, tensor in self._tensors.items()}
        if _COUNT not in state or {name: tensor.shape for name, tensor in given.items()} != shapes:
            different = sorted(shapes.keys() ^ given.keys()) or [Message("fit.a_shape")]
            raise TrainingError(
                Message("fit.average_of_other", names=Listed(different[:5])),
                code="training.ema",
            )
        self.updates = int(state[_COUNT])
        _copy({name: (tensor, given[name]) for name, tensor in self._tensors.items()})

    def _pairs(self, network: nn.Module) -> dict[str, tuple[Tensor, Tensor]]:
        theirs = _tensors(network)
        return {name: (mine, theirs[name]) for name, mine in self._tensors.items()}


class MeanOfLast(WeightAverage):
    """The plain mean of the weights after each step from the share `begin` of the training on; until then the
    last weights (Izmailov et al. 2018, but along one falling schedule)."""

    def __init__(self, network: nn.Module, begin: float) -> None:
        super().__init__(network, 0.0)
        self.begin = begin

    def _decay(self, passed: float) -> float:
        if passed <= self.begin:
            self.updates = -1  # that of the next update is the first of the mean
        return max(0, self.updates) / (max(0, self.updates) + 1)


def _tensors(network: nn.Module) -> dict[str, Tensor]:
    """Parameters and buffers by name, tied ones once. Read anew each time: moving a network replaces them.

    Of a sharded network this process's shares: an average needs no others.
    """
    parameters = {name: own(parameter.data) for name, parameter in network.named_parameters()}
    return {**parameters, **dict(network.named_buffers())}


def _copy(pairs: Mapping[str, tuple[Tensor, Tensor]]) -> None:
    """Writes the second of each pair into the first."""
    if pairs:
        torch._foreach_copy_([to for to, _ in pairs.values()], [of for _, of in pairs.values()])
