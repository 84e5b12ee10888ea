"""Pictures a second over HTTP at 1, 8 and 32 connections, beside decoding and inference bare in one process.

    python benchmarks/serve/throughput.py RUN PICTURE [--seconds 5] [--rounds 5] [--litserve PYTHON]

Needs wrk. Targets: at 32 connections >= 0.95 of the bare loop and >= 1.8x LitServe; at 8 p99 <= 1.3x the
ideal (8 / throughput); at 1 <= 1.15x the bare call. Contestants take turns; the figure is the median over the
rounds of each round's own ratio: on a machine that others use, pictures a second say little, CPU time a
picture (`cpu`, of the server and all its processes) says more. --litserve: python of an environment with
litserve, openvino, pillow and simplejpeg; its batch, wait, threads and workers are tried, and the best is
taken.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from servers import Server, huoyan, litserve

CONNECTIONS = (1, 8, 32)
# Flags of the peer: alone, batched, and two processes that infer; two threads where nothing else is said.
PEERS = (
    ("--batch", "1"),
    ("--batch", "8", "--threads", "1"),
    ("--batch", "8"),
    ("--batch", "16", "--wait", "0.01"),
    ("--batch", "8", "--threads", "1", "--workers", "2"),
)
SCRIPT = """
local file = io.open("{picture}", "rb"); wrk.body = file:read("*a"); file:close()
wrk.method = "POST"; wrk.headers["Content-Type"] = "application/octet-stream"
"""
BARE = """
import sys, time
from huoyan.api.models import load
predictor, picture = load(sys.argv[1]), open(sys.argv[2], "rb").read()
for _ in range(20): predictor(picture)
print("ready", flush=True)
for line in sys.stdin:
    end, times = time.perf_counter() + float(line), []
    cpu = time.process_time()
    while time.perf_counter() < end:
        began = time.perf_counter(); predictor(picture); times.append(time.perf_counter() - began)
    cpu = time.process_time() - cpu
    print(len(times) / sum(times), sorted(times)[len(times) // 2] * 1e3, cpu / len(times) * 1e3, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """cpu_ms: of a picture; p50_ms and p99_ms: what half, and 99 of 100, are answered within."""

    per_s: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


class Wrk:
    def __init__(self, picture: Path, folder: Path) -> None:
        self._script = folder / "post.lua"
        self._script.write_text(SCRIPT.format(picture=picture.resolve()))

    def run(self, server: Server, connections: int, seconds: float) -> Rate:
        before = server.cpu_s()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency"]
        told = subprocess.run(
            [*command, "-s", str(self._script), server.url], capture_output=True, text=True, check=True
        ).stdout
        spent = server.cpu_s() - before
        if "Non-2xx" in told or "Socket errors" in told:
            raise SystemExit(told)
        requests = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
        per_s = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
        return Rate(per_s, _latency(told, 50), _latency(told, 99), spent / max(1, requests) * 1e3)


def _latency(told: str, share: int) -> float:
    value, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    return float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


@contextmanager
def bare(run: Path, picture: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", textwrap.dedent(BARE), str(run), str(picture)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        yield process
        process.stdin.close()


def bare_rate(process: subprocess.Popen[str], seconds: float) -> Rate:
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()
    per_s, middle, cpu = map(float, process.stdout.readline().split())
    return Rate(per_s, middle, middle, cpu)


def best_peer(python: Path, run: Path, wrk: Wrk, seconds: float) -> tuple[str, ...]:
    rates = {}
    for flags in PEERS:
        with litserve(python, run, 8451, *flags) as server:
            wrk.run(server, 32, 2)
            rates[flags] = wrk.run(server, 32, seconds).per_s
        print(f"litserve {' '.join(flags)}: {rates[flags]:.0f} a second", file=sys.stderr)
    return max(rates, key=lambda flags: rates[flags])


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("run", type=Path)
    arguments.add_argument("picture", type=Path)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--litserve", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrk = Wrk(given.picture, Path(folder))
        peer = best_peer(given.litserve, given.run, wrk, given.seconds) if given.litserve else None
        print("| connections | contestant | pictures/s | of bare | of the peer | p50 ms | p99 ms ", end="")
        print("| p99 of ideal | cpu ms |\n" + "|---" * 9 + "|")
        with ExitStack() as open_ones:
            process = open_ones.enter_context(bare(given.run, given.picture))
            servers = [open_ones.enter_context(huoyan(given.run, 8450))]
            if peer:
                servers.append(open_ones.enter_context(litserve(given.litserve, given.run, 8451, *peer)))
            for server in servers:
                wrk.run(server, 32, 2)
            for connections in CONNECTIONS:
                rounds = [
                    _round(process, servers, wrk, connections, given.seconds) for _ in range(given.rounds)
                ]
                for at, server in enumerate(servers):
                    print(_row(connections, server, at, rounds), flush=True)


@dataclass(frozen=True, slots=True)
class Round:
    """Each in its turn; rates: of the servers, in order."""

    alone: Rate
    rates: tuple[Rate, ...]


def _round(
    process: subprocess.Popen[str], servers: list[Server], wrk: Wrk, connections: int, seconds: float
) -> Round:
    alone = bare_rate(process, seconds)
    return Round(alone, tuple(wrk.run(server, connections, seconds) for server in servers))


def _row(connections: int, server: Server, at: int, rounds: list[Round]) -> str:
    found = [each.rates[at] for each in rounds]
    of_ideal = median(rate.p99_ms / (connections / rate.per_s * 1e3) for rate in found)
    bare_cpu = median(each.alone.cpu_ms for each in rounds)
    row = (
        connections,
        server.name,
        f"{median(rate.per_s for rate in found):.0f}",
        f"{median(each.rates[at].per_s / each.alone.per_s for each in rounds):.2f}",
        f"{median(each.rates[at].per_s / each.rates[-1].per_s for each in rounds):.2f}",
        f"{median(rate.p50_ms for rate in found):.1f}",
        f"{median(rate.p99_ms for rate in found):.1f}",
        f"{of_ideal:.2f}",
        f"{median(rate.cpu_ms for rate in found):.2f} (bare {bare_cpu:.2f})",
    )
    return "| " + " | ".join(map(str, row)) + " |"


if __name__ == "__main__":
    main()
