"""What the frozen stages of a network made of the pictures, kept for trainings that begin alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class KeptRows(Generic[T]):
    """Holds what was made last: memory has room for one."""

    def __init__(self) -> None:
        self._asked: object = None
        self._held: T | None = None

    def of(self, asked: object, make: Callable[[], T | None]) -> T | None:
        """What was made for `asked`, which tells all that it depends on; None of `make` is not kept."""
        if self._held is None or self._asked != asked:
            self._held = None  # before another is made
            self._held, self._asked = make(), asked
        return self._held
