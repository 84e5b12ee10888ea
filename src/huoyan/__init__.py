"""huoyan: from a folder of pictures to a recogniser that you can trust, run and ship.

>>> import huoyan
>>> run = huoyan.train("digits")
>>> huoyan.load(run.folder).predict(["a.jpg"])
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from huoyan.api import (
        add_key,
        bench,
        check,
        compare,
        convert,
        describe_weights,
        evaluate,
        export,
        generate,
        import_onnx,
        licences,
        load,
        score_weights,
        send_test_alarm,
        serve,
        train,
        train_generator,
        verify,
        verify_everywhere,
        watch,
    )

__all__ = [
    "__version__",
    "add_key",
    "bench",
    "check",
    "compare",
    "convert",
    "describe_weights",
    "evaluate",
    "export",
    "generate",
    "import_onnx",
    "licences",
    "load",
    "score_weights",
    "send_test_alarm",
    "serve",
    "train",
    "train_generator",
    "verify",
    "verify_everywhere",
    "watch",
]


class _Package(ModuleType):
    """Keeps the names of the API for its functions.

    Some submodules bear the same names (huoyan.verify holds what huoyan.verify calls), and importing one
    sets it as an attribute of its package. They are found as ever: `from huoyan.verify import Problem`.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    """Loads the API on its first use: `import huoyan` itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'huoyan' has no attribute {name!r}")
    from huoyan import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
