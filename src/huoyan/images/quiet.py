"""Pillow while a picture is decoded: silent, and strict with files that are cut off, whatever the caller set.

`warnings.catch_warnings` swaps one global list and is not safe in threads before Python 3.14. So one
filter is put in front of that list whose match is true only inside `quiet` and only in that thread:
for all other code and all other threads the list does what it did before.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import ImageFile

from huoyan.caller import numpy_as_usual

_here = threading.local()
_lock = threading.Lock()


class _PillowWhileDecoding:
    """Stands where a compiled pattern for the warning's module stands in a filter."""

    def match(self, module: str) -> bool:
        return getattr(_here, "depth", 0) > 0 and module.startswith("PIL")


_FILTER: Any = ("ignore", None, Warning, _PillowWhileDecoding(), 0)


class _Shared:
    """What all decoding threads share: set by the first of them, put back by the last."""

    def __init__(self) -> None:
        self.threads = 0
        self.tolerant = False

    def enter(self) -> None:
        with _lock:
            self.threads += 1
            _put_first()
            if ImageFile.LOAD_TRUNCATED_IMAGES:
                # Half a picture would be taken for a whole one.
                self.tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = True, False

    def leave(self) -> None:
        with _lock:
            self.threads -= 1
            if self.threads:
                return
            with contextlib.suppress(ValueError):
                _filters().remove(_FILTER)
            if self.tolerant:
                self.tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = False, True


_shared = _Shared()


def _filters() -> Any:
    return warnings.filters


def _put_first() -> None:
    filters = _filters()
    if filters and filters[0] is _FILTER:
        return
    with contextlib.suppress(ValueError):
        filters.remove(_FILTER)
    filters.insert(0, _FILTER)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What Pillow warns of inside is dropped: a picture is decoded, or an error says why not."""
    _shared.enter()
    _here.depth = getattr(_here, "depth", 0) + 1
    try:
        with _silent(), numpy_as_usual():
            yield
    finally:
        _here.depth -= 1
        _shared.leave()


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Where each thread has filters of its own, ours above does not reach them."""
    if not getattr(sys.flags, "context_aware_warnings", False):
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
