"""What every benchmark here shares: alternating runs, medians, kept rows, Markdown tables."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"

T = TypeVar("T")

# Load of the last minute above which times say more about the neighbours than about the program.
BUSY = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall seconds from start to exit, and what it printed."""

    seconds: float
    output: str


@dataclass(slots=True)
class Measured:
    """All repetitions of one contestant."""

    name: str
    seconds: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, timeout_s: float = 900
) -> Run:
    """Start a process, wait for its end; a failure stops the benchmark with the end of its messages."""
    began = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(
            f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr[-2000:]}"
        )
    return Run(seconds, done.stdout)


def alternate(contestants: Mapping[str, Callable[[int], T]], repetitions: int) -> dict[str, list[T]]:
    """Call each contestant once a round, so that a slow minute of the machine hits all of them alike.

    Every second round runs backwards: no contestant always follows the same one.
    """
    results: dict[str, list[T]] = {name: [] for name in contestants}
    for turn in range(repetitions):
        order = list(contestants) if turn % 2 == 0 else list(contestants)[::-1]
        for name in order:
            results[name].append(contestants[name](turn))
    return results


def kept_rows(file: Path) -> list[dict[str, Any]]:
    """Rows of a JSON-lines file; a last one that was cut off is as if it had never been."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def keep_row(file: Path, row: Mapping[str, Any]) -> None:
    """Adds a row, in place of one that was cut off."""
    rows = [json.dumps(each) + "\n" for each in (*kept_rows(file), row)]
    staging = file.with_name(file.name + ".part")
    staging.write_text("".join(rows), encoding="utf-8")
    staging.replace(file)


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; floats keep three significant digits."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> str:
    """Smallest and largest, for judging a median."""
    return f"{min(values):.3g}-{max(values):.3g}"


def machine(*packages: str) -> str:
    """What the numbers were measured on: processor, cores, load now, versions."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        name = names[0] if names else name
    versions = ", ".join(f"{package} {_version(package)}" for package in packages)
    return f"{name}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}{_busy()}"


def _busy() -> str:
    """The load at the start. Two threads that wait for each other on a busy core lose seconds a batch."""
    if not hasattr(os, "getloadavg"):
        return ""
    load = os.getloadavg()[0]
    warning = "\nTHE MACHINE IS BUSY: these times are not to be quoted." if load > BUSY else ""
    return f"\nload {load:.1f} at the start{warning}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
