"""What runs a model, one file an engine: a uint8 batch to named arrays."""

from huoyan.runtimes.base import Precision, Runtime
from huoyan.runtimes.choose import ENGINES, Engine, for_pictures, open_on, open_runtime, selftest_parity

__all__ = [
    "ENGINES",
    "Engine",
    "Precision",
    "Runtime",
    "for_pictures",
    "open_on",
    "open_runtime",
    "selftest_parity",
]
