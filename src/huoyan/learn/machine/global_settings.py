"""What the whole process shares: a training sets it for itself, and the caller finds it as it was.

A run is decided by its recipe. So whatever of the caller's would change its weights, or stop it, stands at
PyTorch's and NumPy's own values while it goes on, and is put back at its end, also after an error.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from huoyan.system.caller_state import left_alone

# By process: a fork must not wait for a thread that it has not.
_turns: dict[int, threading.RLock] = {}


class RunSettings:
    """Those of a run that goes on. PyTorch's are made only when its first network is: importing it costs
    more than a head on known features."""

    def __init__(self, stack: ExitStack) -> None:
        """`stack` is closed at the end of the run."""
        self._stack = stack
        self._of_networks = False

    def for_networks(self) -> None:
        """From here to the end of the run, PyTorch's settings are the run's too."""
        if self._of_networks:
            return
        from huoyan.learn.machine.torch_settings import torch_settings

        self._stack.enter_context(torch_settings())
        self._of_networks = True


@contextmanager
def run_settings() -> Iterator[RunSettings]:
    """Python's and NumPy's random states and warnings: ours, then the caller's.

    Trainings in several threads take turns: they would draw from one generator, and put back each other's.
    """
    with _turns.setdefault(os.getpid(), threading.RLock()), left_alone(), ExitStack() as stack:
        yield RunSettings(stack)


@contextmanager
def own_settings() -> Iterator[None]:
    """`run_settings` with PyTorch's from the beginning."""
    with run_settings() as settings:
        settings.for_networks()
        yield
