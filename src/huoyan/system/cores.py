"""What processor this process runs on: its cores and what they can do."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


@cache
def available_cores() -> int:
    """Physical cores among the processors that this process may run on, at least 1.

    Two hyper-threads share one core's arithmetic units, so an engine gains nothing from the second.
    """
    if not hasattr(os, "sched_getaffinity"):
        return max(1, os.cpu_count() or 1)
    processors = os.sched_getaffinity(0)
    return max(1, len({_core_of(number) for number in processors}))


def _core_of(processor: int) -> str:
    siblings = Path(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list")
    try:
        return siblings.read_text(encoding="ascii").strip()
    except OSError:  # not Linux, or a container that hides it: every processor counts
        return str(processor)


@cache
def cpu_flags() -> frozenset[str]:
    """What the processor can do, in Linux' words (avx2, avx512_bf16 ...); empty where it does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    found = (line.split(":", 1)[1] for line in lines if line.startswith(("flags", "Features")))
    return frozenset(next(found, "").split())


# Sums of products of bytes in one instruction: x86's VNNI and AMX, ARM's dot product.
_BYTE_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni", "avx_vnni_int8", "amx_int8", "asimddp", "i8mm"})


def cpu_has_int8() -> bool:
    """Whether the processor sums products of bytes in one instruction; also where it does not say."""
    return not cpu_flags() or bool(_BYTE_PRODUCTS & cpu_flags())
