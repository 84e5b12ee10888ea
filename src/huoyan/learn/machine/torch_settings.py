"""What PyTorch keeps for the whole process, set for a training and put back as the caller had it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch

from huoyan.runtimes.torch import usual_arithmetic

_COMPILER_CACHE = "TORCHINDUCTOR_CACHE_DIR"


@contextmanager
def torch_settings() -> Iterator[None]:
    """Gradients, float32 in full precision, random states, threads: ours, then the caller's.

    What the caller asked of determinism holds, but where PyTorch has no such kernel it warns and goes on.
    """
    with ExitStack() as stack:
        for context in (
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
