"""Pillow's warnings kept from the user, in the decoding thread only.

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

_here = threading.local()


class _PillowWhileDecoding:
    """Stands where a compiled pattern for the warning's module stands in a filter."""

    def match(self, module: str) -> bool:
        return getattr(_here, "depth", 0) > 0 and module.startswith("PIL")


_FILTER: Any = ("ignore", None, Warning, _PillowWhileDecoding(), 0)


def _put_first() -> None:
    filters: Any = warnings.filters
    if filters and filters[0] is _FILTER:
        return
    with contextlib.suppress(ValueError):
        filters.remove(_FILTER)
    filters.insert(0, _FILTER)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What Pillow warns of inside is dropped: a picture is decoded, or an error says why not."""
    if getattr(sys.flags, "context_aware_warnings", False):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
        return
    _put_first()
    _here.depth = getattr(_here, "depth", 0) + 1
    try:
        yield
    finally:
        _here.depth -= 1
