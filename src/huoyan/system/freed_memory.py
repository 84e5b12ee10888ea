"""The allocator's settings: fewer page faults while a network trains on the CPU."""

from __future__ import annotations

import ctypes
import sys

# Names and numbers of glibc's malloc.h.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4


def keep_freed_memory() -> bool:
    """Tells glibc to reuse freed memory instead of giving it back after every layer.

    A training step frees and takes the same tens of megabytes again and again; each time the kernel
    hands out zeroed pages. For the whole process, so the command line calls it, a library call does
    not. Says whether the setting took; elsewhere than on glibc it changes nothing.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):  # musl has no mallopt
        return False
    settings = ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, 2**31 - 1), (M_TOP_PAD, 64 << 20))
    return all(mallopt(name, value) == 1 for name, value in settings)
