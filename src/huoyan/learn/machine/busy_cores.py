"""How many cores other programs keep busy while this one runs."""

from __future__ import annotations

import os
import time
from pathlib import Path

# Shorter than this, the kernel's clock ticks say nothing.
LEAST_S = 0.2


class OtherPrograms:
    """What else runs on this machine, watched from here on."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._busy = _busy_seconds()
        self._own = time.process_time()

    def busy_cores(self) -> float | None:
        """Cores that others used on average since then; None where the system does not say."""
        now = _busy_seconds()
        spent = time.perf_counter() - self._began
        if now is None or self._busy is None or spent < LEAST_S:
            return None
        own = time.process_time() - self._own
        return max(0.0, (now - self._busy - own) / spent)


def free_cores(busy: float | None, available: int) -> int:
    """Threads that find a core of their own, at least 1.

    Threads of one step wait for each other: where one of them shares its core with another program,
    all wait for it. Measured on two cores with busy neighbours: two threads took 24 times as long as one.
    """
    if busy is None:
        return available
    return max(1, min(available, round((os.cpu_count() or available) - busy)))


def _busy_seconds() -> float | None:
    """Processor time that all programs together have used since the machine started (Linux)."""
    try:
        with Path("/proc/stat").open(encoding="ascii") as opened:
            fields = [int(text) for text in opened.readline().split()[1:9]]
    except (OSError, ValueError):
        return None
    user, nice, system, _idle, _iowait, irq, softirq, _steal = fields
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
