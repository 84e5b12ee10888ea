"""More requests than can be answered: who is answered, who is refused, how soon, and what memory it costs.

    python benchmarks/serve/overload.py RUN PICTURE [--seconds 60] [--times 2,10]

Needs wrk, which finds the peak at 32 connections first. Targets: every request answered; refusals are 429
with Retry-After within 50 ms at p99; goodput >= 95 % of the peak at twice and >= 80 % at ten times of it;
memory grows by less than 50 MB. The generator (open_loop.py) runs on the same processors.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean
from typing import Any

from servers import HERE, Server, huoyan
from throughput import Wrk

PORT = 8452


def ask(server: Server, picture: Path, rate: float, seconds: float) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "open_loop.py"), "127.0.0.1", str(PORT), "/models/m", str(picture)]
    done = subprocess.run(
        [*command, "--rate", f"{rate:.1f}", "--seconds", f"{seconds:g}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("run", type=Path)
    arguments.add_argument("picture", type=Path)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--times", default="1,2,10")
    arguments.add_argument("--flags", default="", help="further flags of huoyan serve")
    given = arguments.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        huoyan(given.run, PORT, *given.flags.split()) as server,
    ):
        wrk = Wrk(given.picture, Path(folder))
        wrk.run(server, 32, 2)
        peaks = [wrk.run(server, 32, 5).per_s]
        print(f"peak {peaks[0]:.0f} a second\n")
        print(
            "| times | asked | 200 | of peak | 429 | with Retry-After | p99 ms of 429 | p99 ms of 200 |",
            end="",
        )
        print(" other | lost | unanswered | MB more |\n" + "|---" * 12 + "|")
        for times in map(float, given.times.split(",")):
            before = server.memory_mb()
            found = ask(server, given.picture, times * peaks[0], given.seconds)
            more = server.memory_mb() - before
            peaks.append(wrk.run(server, 32, 5).per_s)
            row = _row(found, times, mean(peaks[-2:]), given.seconds, more)
            print("| " + " | ".join(row) + " |", flush=True)


def _row(found: dict[str, Any], times: float, peak: float, seconds: float, more_mb: float) -> list[str]:
    """peak: as it was right before and after."""
    by_status = found["by_status"]
    none = {"n": 0, "p99_ms": 0.0}
    good, refused = by_status.pop("200", none), by_status.pop("429", none)
    return [
        f"{times:g}",
        str(found["asked"]),
        str(good["n"]),
        f"{good['n'] / seconds / peak:.2f}",
        str(refused["n"]),
        str(found["retry_after"]),
        str(refused["p99_ms"]),
        str(good["p99_ms"]),
        str({status: each["n"] for status, each in by_status.items()} or 0),
        str(found.get("lost", 0)),
        str(found["unanswered"]),
        f"{more_mb:.1f}",
    ]


if __name__ == "__main__":
    main()
