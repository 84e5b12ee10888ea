"""Processes that are started do not run the caller's script once more."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()


@contextmanager
def hidden_main() -> Iterator[None]:
    """Within, `multiprocessing` finds no script to run first in a process that it spawns.

    It would run it so that functions and classes of the script can be unpickled there. Ours lie in modules
    of their own, and a script without `if __name__ == "__main__":` would train again in every process.
    """
    with _lock:
        main = sys.modules["__main__"]
        names = [name for name in ("__file__", "__spec__") if name in vars(main)]
        hidden: dict[str, object] = {name: vars(main).pop(name) for name in names}
        main.__spec__ = None
        try:
            yield
        finally:
            vars(main).update(hidden)
