"""How a training finds the world of its process: the group that torchrun started, or it alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from huoyan.learn.distributed.world import ALONE, World, started_by_torchrun


@contextmanager
def joined_world() -> Iterator[World]:
    """Raises TrainingError (training.processes) where others cannot be reached, or are lost on the way."""
    # A script may have joined its processes itself: then it has imported this.
    if not started_by_torchrun() and "torch.distributed" not in sys.modules:
        yield ALONE
        return
    from huoyan.learn.distributed.process_group import joined_group

    with joined_group() as world:
        yield world
