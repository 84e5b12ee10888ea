"""How long a command line takes to say its help: `huoyan --help` beside a peer's.

    python benchmarks/help_start.py [--peer "PEER_ENV/bin/yolo help"] [--runs 15] [--quick]

Alternating runs of whole processes after two that warm the disk cache; the median counts. The peer lives
in an environment of its own: it is measured, never a dependency.
"""

from __future__ import annotations

import argparse
import shlex
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from common import alternate, machine, run, spread, table

WARM = 2


def _milliseconds(command: list[str]) -> Callable[[int], float]:
    return lambda turn: run(command).seconds * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--huoyan", default=f"{Path(sys.executable).parent / 'huoyan'} --help")
    parser.add_argument("--peer", help="a peer's command for its help")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="3 runs")
    arguments = parser.parse_args()
    runs = 3 if arguments.quick else arguments.runs
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "huoyan --help": shlex.split(arguments.huoyan),
        "huoyan train --help": [shlex.split(arguments.huoyan)[0], "train", "--help"],
    }
    if arguments.peer:
        commands[arguments.peer.split("/")[-1]] = shlex.split(arguments.peer)
    for command in list(commands.values()) * WARM:
        run(command)
    measured = alternate({name: _milliseconds(command) for name, command in commands.items()}, runs)
    ours = statistics.median(measured["huoyan --help"])
    print(machine("huoyan") + "\n")
    rows = [
        (name, statistics.median(times), spread(times), statistics.median(times) / ours)
        for name, times in measured.items()
    ]
    print(table(("command", "median ms", "smallest-largest", "of huoyan --help"), rows))


if __name__ == "__main__":
    main()
