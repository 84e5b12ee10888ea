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
from collections import deque
from collections.abc import Iterator
from typing import Any

from PIL import ImageFile

from huoyan.system.caller_state import numpy_as_usual

_here = threading.local()
_lock = threading.Lock()


class _PillowWhileDecoding:
    """Stands where a compiled pattern for the warning's module stands in a filter."""

    def match(self, module: str) -> bool:
        return getattr(_here, "depth", 0) > 0 and module.startswith("PIL")


_warnings: Any = warnings
_FILTER: Any = ("ignore", None, Warning, _PillowWhileDecoding(), 0)


class _Shared:
    """What all decoding threads share: set by the first of them, put back by the last."""

    def __init__(self) -> None:
        self.threads = 0
        self.tolerant = False
        self.before: list[Any] = []
        self.own: list[Any] = []
        # A thread may still go through one of these, without holding it (CPython 3.11, _warnings.c).
        self.earlier: deque[list[Any]] = deque(maxlen=64)

    def enter(self) -> None:
        with _lock:
            self.threads += 1
            self._put_filter()
            if ImageFile.LOAD_TRUNCATED_IMAGES:
                # Half a picture would be taken for a whole one.
                self.tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = True, False

    def leave(self) -> None:
        with _lock:
            self.threads -= 1
            if self.threads:
                return
            self._take_filter()
            if self.tolerant:
                self.tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = False, True

    def _put_filter(self) -> None:
        # The list is exchanged, not changed: another thread that goes through it just now would miss the
        # filter behind one that is taken out.
        now = _warnings.filters
        if not now or now[0] is not _FILTER:
            rest = _without_ours(now)
            if now is not self.before or self.own[1:] != rest:
                self.earlier.append(self.own)
                self.before, self.own = now, [_FILTER, *rest]
            _warnings.filters = self.own

    def _take_filter(self) -> None:
        now = _warnings.filters
        if now is self.own and now[1:] == self.before:
            _warnings.filters = self.before
        elif _FILTER in now:  # somebody put filters of their own meanwhile
            _warnings.filters = _without_ours(now)


_shared = _Shared()


def _without_ours(filters: list[Any]) -> list[Any]:
    return [each for each in filters if each is not _FILTER]


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
