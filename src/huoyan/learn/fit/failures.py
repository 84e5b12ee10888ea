"""What breaks off in the midst of a training, as an error with a code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from huoyan.errors import HuoyanError, TrainingError
from huoyan.learn.distributed.world import World
from huoyan.words import Message


def is_out_of_memory(error: Exception) -> bool:
    """CUDA has an error of its own; the CPU's allocator raises a plain RuntimeError."""
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "allocate memory" in str(error)


@contextmanager
def coded_failures(world: World) -> Iterator[None]:
    """Errors of PyTorch, of a network's code and of worker processes become TrainingError.

    Codes: training.memory, training.failed. Among several processes theirs are told by `joined`.
    """
    try:
        yield
    except (HuoyanError, OSError):
        raise
    except Exception as error:
        if world.size > 1:
            raise
        raise _coded(error) from error


def _coded(error: Exception) -> TrainingError:
    if is_out_of_memory(error):
        return TrainingError(
            Message("fit.memory", reason=_told(error)),
            code="training.memory",
        )
    return TrainingError(
        Message("fit.broke_off", reason=_told(error)),
        code="training.failed",
    )


def _told(error: Exception) -> str:
    """The line that says what went wrong: that of a worker process comes after its traceback."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1 if "DataLoader worker process" in lines[0] else 0].strip().rstrip(".")
