"""PyTorch's first seconds, without the compiler that a plain run never uses."""

from __future__ import annotations

import inspect
from typing import TypeVar

import torch

OptimizerT = TypeVar("OptimizerT", bound=torch.optim.Optimizer)


def leave_compiler_asleep() -> None:
    """Keeps the first optimiser from importing torch._dynamo, which takes over a second.

    Methods of Optimizer are wrapped so that torch.compile steps around them; the wrapper (in
    torch/_compile.py) looks for a cached `__dynamo_disable` before it imports the compiler. Giving it
    the plain method is right as long as nothing is compiled. Where PyTorch no longer does it this
    way, nothing is changed and only the second is lost.
    """
    for name in ("add_param_group", "zero_grad", "step", "state_dict", "load_state_dict"):
        plain = getattr(getattr(torch.optim.Optimizer, name, None), "__wrapped__", None)
        if plain is not None and not hasattr(plain, "__dynamo_disable"):
            # Set by name: inside a class the double underscore would be mangled.
            setattr(plain, "__dynamo_disable", plain)


def direct(kind: type[OptimizerT]) -> type[OptimizerT]:
    """`kind` with the step that its wrapper calls.

    The wrapper of torch.optim exists for differentiable and for compiled steps, and imports
    torch._dynamo at the first step; ours are neither, the arithmetic is the same function.
    """
    return type(kind.__name__, (kind,), {"step": torch.no_grad()(inspect.unwrap(kind.step))})
