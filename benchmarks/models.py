"""Compares the speed of the networks that `huoyan models` lists, and prints it for the catalogue.

    python benchmarks/models.py [NAME ...]

Random weights, onnxruntime, one picture on one thread. Each network takes turns with the reference, and
what counts is the processor time of the thread, which other work on the machine disturbs least: the
last column is the ratio of the medians, with its lower and upper quartile.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from huoyan.learn.networks.catalogue import CATALOGUE
from huoyan.learn.networks.catalogue.counted import counted
from huoyan.learn.networks.catalogue.search import rows
from huoyan.learn.networks.catalogue.speed import runner

REFERENCE = "mobilenetv3_large_100"


def processor_time(run: Callable[[], object]) -> float:
    start = time.thread_time()
    run()
    return time.thread_time() - start


def compare(run: Callable[[], object], reference: Callable[[], object], seconds: float) -> list[float]:
    """Ratios of speed, one a turn: above 1 is faster than the reference."""
    ratios: list[float] = []
    end = time.perf_counter() + seconds
    while len(ratios) < 7 or time.perf_counter() < end:
        ratios.append(processor_time(reference) / processor_time(run))
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="default: the whole catalogue")
    parser.add_argument("--seconds", type=float, default=2.0, help="of measuring, a network")
    call = parser.parse_args()
    named = [row for name in call.names for row in rows(name) if row.name == name]
    wanted = [row for row in named or CATALOGUE if row.size is not None]  # R-CNN stands on any features
    reference = runner(REFERENCE, threads=1)
    print(f"{'name':32} {'parameters':>12} {'size':>5} {'speed':>8}   quartiles")
    for row in wanted:
        run = runner(row.name, threads=1)
        ratios = compare(run, reference, call.seconds)
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(
            f"{row.name:32} {counted(row.name)[0]:12,} {row.size:5} {middle:8.3f}   {low:.3f} {high:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
