"""What runs a model, one file an engine: a uint8 batch to named arrays."""

from huoyan.runtimes.base import Precision, Program, Runtime
from huoyan.runtimes.choose import (
    ENGINES,
    Engine,
    for_model,
    for_samples,
    open_on,
    open_runtime,
    selftest_parity,
)

__all__ = [
    "ENGINES",
    "Engine",
    "Precision",
    "Program",
    "Runtime",
    "for_model",
    "for_samples",
    "open_on",
    "open_runtime",
    "selftest_parity",
]
