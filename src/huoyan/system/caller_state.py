"""What a call of the library leaves as it found it, whatever its caller set before; and how it warns.

Imports of large packages add warning filters and draw random numbers; NumPy may have been told to raise at
an underflow, Python to raise at a warning. PyTorch's part of it is in `learn.machine.global_settings`.
"""

from __future__ import annotations

import functools
import random
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

import numpy as np

from huoyan.text import shown

P = ParamSpec("P")
R = TypeVar("R")

# Packages that we use and that warn each other, as the module's pattern in a warning's filter.
_PACKAGES = re.compile(
    r"(<frozen importlib|importlib|torch|torchvision|timm|huggingface_hub|safetensors|numpy|scipy|sklearn"
    r"|joblib|cleanlab|pandas|onnx|onnxscript|onnx_ir|onnxruntime|openvino|sympy|networkx|tensorboard|google"
    r"|pyarrow|pydantic|rich|jinja2)\b"
)


def warn(text: str) -> None:
    """What a call has to say goes to Python's warnings, as of the line that called huoyan."""
    depth, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals["__name__"].partition(".")[0] == "huoyan":
        depth, frame = depth + 1, frame.f_back
    warnings.warn(shown(text), stacklevel=depth)


def leaves_caller_alone(call: Callable[P, R]) -> Callable[P, R]:
    """`call` within `left_alone`. Not for generators: those would leave it set between two values."""

    @functools.wraps(call)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with left_alone():
            return call(*args, **kwargs)

    return within


@contextmanager
def left_alone() -> Iterator[None]:
    """Random states and warning filters are the caller's again afterwards; NumPy computes as by default."""
    with _random_states_kept(), _filters_kept(), numpy_as_usual():
        yield


@contextmanager
def _random_states_kept() -> Iterator[None]:
    """Python's and NumPy's global generators."""
    python, legacy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(legacy)


@contextmanager
def numpy_as_usual() -> Iterator[None]:
    """exp(-1000) is 0 and no error, also after `np.seterr(all="raise")`."""
    with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
        yield


@contextmanager
def _filters_kept() -> Iterator[None]:
    """What packages warn each other of ends no call, also where the caller made warnings errors.

    What we say to the caller, and what our own code is warned of, stays what the caller made it.
    In the main thread only: the filters are one list for all threads, and swapping it there would lose
    what another thread adds meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with warnings.catch_warnings():
        filters: Any = warnings.filters
        for at in reversed([at for at, entry in enumerate(filters) if entry[0] == "error"]):
            _, message, category, module, line = filters[at]
            filters.insert(at, ("default", message, category, module or _PACKAGES, line))
        yield
