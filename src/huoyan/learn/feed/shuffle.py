"""The order of the training pictures, epoch after epoch, that can be left and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Generator, Tensor

# The order of one epoch: indices of pictures, drawn with the generator.
Order = Callable[[Generator], Tensor]


class Shuffle:
    """Groups of `batch` indices. An epoch that was left is taken up after the last group handed out."""

    def __init__(self, order: Order, batch: int, seed: int) -> None:
        self._order, self._batch = order, batch
        self._generator = torch.Generator().manual_seed(seed)
        self._at_start = self._generator.get_state()
        self._taken = 0

    def state(self) -> dict[str, Any]:
        return {"generator": self._at_start, "taken": self._taken}

    def restore(self, state: dict[str, Any]) -> None:
        self._at_start, self._taken = state["generator"], state["taken"]
        self._generator.set_state(self._at_start)

    def epoch(self) -> list[Tensor]:
        """The groups of this epoch that were not taken yet; call `took` after each."""
        self._at_start = self._generator.get_state()
        groups = list(torch.split(self._order(self._generator), self._batch))
        if len(groups) > 1 and len(groups[-1]) == 1:
            groups.pop()  # batch normalisation cannot learn from a single picture
        return groups[self._taken :]

    def took(self) -> None:
        self._taken += 1

    def finished(self) -> None:
        """The epoch is over; the next one starts anew."""
        self._taken = 0
        self._at_start = self._generator.get_state()

    def forever(self) -> Iterator[list[Tensor]]:
        while True:
            yield self.epoch()
            self.finished()
