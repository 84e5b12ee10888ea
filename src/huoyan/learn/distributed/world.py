"""The processes that train together. One alone is a world too, so that training has one code path.

Started by torchrun, each process holds the whole training: the same order of pictures, the same random
draws, the same decisions. It computes on its share of every batch; what it adds up with the others (the
gradient, the loss, the statistics of batch norms) makes the step that one process would have made with the
whole batch. The first process, the lead, is the only one that speaks and writes.

Several are a `process_group.ProcessGroup`; one alone needs no PyTorch for any of this.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from torch import Tensor

T = TypeVar("T")


class World:
    """This process and no other."""

    rank = local_rank = node = 0
    size = local_size = 1

    @property
    def leads(self) -> bool:
        """Whether this is the process that speaks and writes."""
        return self.rank == 0

    @property
    def leads_node(self) -> bool:
        """Whether this is the first process of its machine."""
        return self.local_rank == 0

    def share(self, n: int) -> slice:
        """Which of `n` things in a row are this process's: shares differ by one at most."""
        each, more = divmod(n, self.size)
        start = self.rank * each + min(self.rank, more)
        return slice(start, start + each + (self.rank < more))

    def sum(self, values: Sequence[float]) -> list[float]:
        """Each value summed over the processes, in double precision: all get the same."""
        return list(values)

    def rows(self, row: Tensor) -> Tensor:
        """A row of every process, (size, *row.shape): all get the same."""
        return row[None]

    def total(self, values: Tensor) -> Tensor:
        """Elementwise sum over the processes."""
        return values

    def gather(self, mine: Tensor, n: int) -> Tensor:
        """(n, ...) of the shares (n of this process, ...) that `share(n)` cut."""
        return mine

    def from_lead(self, make: Callable[[], T]) -> T:
        """What `make` gives in the lead. Raises TrainingError in the others where it fails there."""
        return make()

    def from_node_lead(self, make: Callable[[], T]) -> T:
        """What `make` gives in the first process of this machine. Raises TrainingError where one fails."""
        return make()

    def note(self, key: str) -> None:
        """Leaves a word for the processes that torchrun may start in place of these."""

    def noted(self, key: str) -> bool:
        """Whether processes before these left that word."""
        return False


ALONE = World()


def started_by_torchrun() -> bool:
    return {"RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"} <= os.environ.keys()


def is_lead() -> bool:
    """Whether this process speaks for all, known before they have met."""
    return not started_by_torchrun() or os.environ["RANK"] == "0"


def was_restarted() -> bool:
    """Whether torchrun started these processes anew, because one had failed."""
    return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")) > 0


def may_restart() -> bool:
    return int(os.environ.get("TORCHELASTIC_MAX_RESTARTS", "0")) > 0
