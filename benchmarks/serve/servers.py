"""What is measured: `huoyan serve`, a peer, and the bare loop, each in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """url: to which pictures are posted. process: the one that was started; below it may be others."""

    name: str
    url: str
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return re.match(r"http://[^/]+", self.url)[0]  # type: ignore[index]  # it begins so

    def pids(self) -> list[int]:
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    todo += map(int, (task / "children").read_text().split())
        return found

    def cpu_s(self) -> float:
        """Of all its processes that live."""
        return sum(cpu_s(pid) for pid in self.pids())

    def memory_mb(self) -> float:
        """What is its alone, of all its processes."""
        return sum(private_mb(pid) for pid in self.pids())


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def private_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


@contextlib.contextmanager
def huoyan(run: Path, port: int, *flags: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "huoyan", "serve", f"m={run}", "--port", str(port), *flags]
    with _started("huoyan", command, f"http://127.0.0.1:{port}/models/m", "/readyz") as server:
        yield server


@contextlib.contextmanager
def litserve(python: Path, run: Path, port: int, *flags: str) -> Iterator[Server]:
    """python: of an environment with litserve, openvino, pillow and simplejpeg."""
    command = [str(python), str(HERE / "litserve_peer.py"), str(run / "model"), "--port", str(port), *flags]
    url = f"http://127.0.0.1:{port}/predict"
    with _started("litserve", command, url, "/health", stderr=subprocess.DEVNULL) as server:
        yield server


@contextlib.contextmanager
def _started(
    name: str, command: Sequence[str], url: str, ready: str, stderr: int | None = None
) -> Iterator[Server]:
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True
    ) as process:
        server = Server(name, url, process)
        try:
            _wait(server.address + ready, process)
            yield server
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(35)
            # LitServe's processes outlive the one that was started, and would answer in place of the next.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait(address: str, process: subprocess.Popen[bytes], most_s: float = 120) -> None:
    until = time.monotonic() + most_s
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"{process.args} did not start")
        time.sleep(0.1)
