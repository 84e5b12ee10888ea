"""What stands around a graph, before and behind it, on whichever engine: it bears the engine's name."""

from __future__ import annotations

from typing import Generic, TypeVar

from huoyan.runtimes.base import Precision, Runtime

Inner = TypeVar("Inner", bound=Runtime)


class Around(Generic[Inner]):
    """`inner` runs the graph."""

    def __init__(self, inner: Inner) -> None:
        self.reason = inner.reason
        self._inner = inner

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def precision(self) -> Precision:
        return self._inner.precision

    @property
    def threads(self) -> int:
        return self._inner.threads
