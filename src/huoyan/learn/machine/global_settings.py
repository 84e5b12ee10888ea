"""What the whole process shares: a training sets it for itself, and the caller finds it as it was.

A run is decided by its recipe. So whatever of the caller's would change its weights, or stop it, stands at
PyTorch's and NumPy's own values while it goes on, and is put back at its end, also after an error.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch

from huoyan.runtimes.torch import usual_arithmetic
from huoyan.system.caller_state import left_alone

_COMPILER_CACHE = "TORCHINDUCTOR_CACHE_DIR"
# By process: a fork must not wait for a thread that it has not.
_turns: dict[int, threading.RLock] = {}


@contextmanager
def own_settings() -> Iterator[None]:
    """Gradients, float32 in full precision, random states, threads, warnings: ours, then the caller's.

    What the caller asked of determinism holds, but where PyTorch has no such kernel it warns and goes on.
    Trainings in several threads take turns: they would draw from one generator, and put back each other's.
    """
    with ExitStack() as stack:
        for context in (
            _turns.setdefault(os.getpid(), threading.RLock()),
            left_alone(),
            _random_states(),
            torch.inference_mode(False),
            torch.enable_grad(),
            usual_arithmetic(),
            _determinism(),
            _threads(),
            _environment(),
        ):
            stack.enter_context(context)
        yield


@contextmanager
def _random_states() -> Iterator[None]:
    cuda = list(range(torch.cuda.device_count())) if _cuda_in_use() else []
    try:
        with torch.random.fork_rng(cuda):
            yield
    finally:
        if torch.cuda.is_available() and not cuda:
            # Not in use before: there is no state to put back but the seed, which all devices share.
            torch.cuda.manual_seed_all(torch.initial_seed())


@contextmanager
def _determinism() -> Iterator[None]:
    lenient = torch.is_deterministic_algorithms_warn_only_enabled()
    if not torch.are_deterministic_algorithms_enabled() or lenient:
        yield  # nothing is set without need: it imports the compiler
        return
    try:
        torch.use_deterministic_algorithms(True, warn_only=True)
        yield
    finally:
        torch.use_deterministic_algorithms(True)


@contextmanager
def _environment() -> Iterator[None]:
    """timm imports the compiler, which notes its cache folder there; it would do so again."""
    noted = _COMPILER_CACHE in os.environ
    try:
        yield
    finally:
        if not noted:
            os.environ.pop(_COMPILER_CACHE, None)


@contextmanager
def _threads() -> Iterator[None]:
    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _cuda_in_use() -> bool:
    return bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]
