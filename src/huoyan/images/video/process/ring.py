"""A ring of frames in memory that two processes share; it has no name, so nothing can be left behind.

POSIX: an unnamed file that the child inherits. Windows: a named mapping that ends with its last handle.
"""

from __future__ import annotations

import mmap
import os
import secrets
import sys
import tempfile
from contextlib import suppress

import numpy as np

NAMED = sys.platform == "win32"


class Ring:
    """`token` is given to the child, which opens the same memory by `Ring.shared`."""

    def __init__(self, token: str) -> None:
        self.token = token
        self._map: mmap.mmap | None = None
        self._slots: list[np.ndarray] = []

    @staticmethod
    def made() -> Ring:
        """Empty; the child gives it its size."""
        if NAMED:
            return Ring(f"huoyan-{secrets.token_hex(16)}")
        if hasattr(os, "memfd_create"):
            return Ring(str(os.memfd_create("huoyan-frames")))
        with tempfile.TemporaryFile() as file:
            return Ring(str(os.dup(file.fileno())))

    @property
    def inherited(self) -> tuple[int, ...]:
        """File descriptors that the child needs."""
        return () if NAMED else (int(self.token),)

    def resize(self, slots: int, shape: tuple[int, ...]) -> None:
        """Done by the child."""
        self.unmap()
        if not NAMED:
            os.ftruncate(int(self.token), slots * int(np.prod(shape)))
        self.map(slots, shape)

    def map(self, slots: int, shape: tuple[int, ...]) -> None:
        """`slots` arrays of uint8; done by the reader after the child has given the size."""
        self.unmap()
        size = int(np.prod(shape))
        self._map = _mapped(self.token, slots * size)
        flat = np.frombuffer(self._map, np.uint8)
        self._slots = [flat[i * size : (i + 1) * size].reshape(shape) for i in range(slots)]

    def __getitem__(self, slot: int) -> np.ndarray:
        return self._slots[slot]

    def empty(self) -> None:
        """Gives the memory back to the system; done by the child."""
        self.unmap()
        if not NAMED:
            os.ftruncate(int(self.token), 0)

    def unmap(self) -> None:
        self._slots = []
        if self._map is not None:
            with suppress(BufferError):  # somebody still looks at a slot: it ends with that
                self._map.close()
            self._map = None

    def close(self) -> None:
        self.unmap()
        if not NAMED:
            os.close(int(self.token))


def _mapped(token: str, size: int) -> mmap.mmap:
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=token)
    return mmap.mmap(int(token), size)
