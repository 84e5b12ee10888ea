"""Seconds that each head takes to learn from 4,000 rows of 1,280 features in 10 classes, and what it weighs.

    python benchmarks/heads.py [--rows 4000] [--columns 1280] [--classes 10] [--rounds 3] [--threads 2]

Every setting that a kind would try itself. Rows are drawn: a mean for each class, 40 directions that all
classes share, and noise. CPU seconds are those of all threads together. The first fit of a kind, which
imports its library, is left out. The graph is run by onnxruntime on batches of 32; the features are in it
as constants, so that what is timed is the head alone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from common import machine, table

if TYPE_CHECKING:
    import numpy as np

    from huoyan.learn.heads.base import Head, Lesson

T = TypeVar("T")
BATCH = 32


def drawn(rows: int, columns: int, classes: int) -> tuple[Lesson, np.ndarray, np.ndarray]:
    """What is learnt from, and as many rows again, with their classes, to be right on."""
    import numpy as np

    from huoyan.learn.heads.base import Lesson

    rng = np.random.default_rng(0)
    targets = rng.integers(0, classes, 2 * rows)
    shared = rng.normal(size=(2 * rows, 40)) @ rng.normal(size=(40, columns)) / 4
    own = rng.normal(size=(classes, columns))[targets] * 0.3
    features = (shared + own + rng.normal(size=(2 * rows, columns))).astype(np.float32)
    lesson = Lesson(features[:rows], targets[:rows], classes, np.ones(rows), np.arange(rows))
    return lesson, features[rows:], targets[rows:]


def timed(call: Callable[[], T]) -> tuple[float, float, T]:
    """Wall and CPU seconds, and what it gives."""
    began, spent = time.perf_counter(), time.process_time()
    found = call()
    return time.perf_counter() - began, time.process_time() - spent, found


def run_alone(head: Head, features: np.ndarray, threads: int, rounds: int) -> tuple[float, float]:
    """Milliseconds a picture of the head's nodes, and their size in MB."""
    import numpy as np
    import onnxruntime

    from huoyan.learn.graph_builder import GraphBuilder

    graph = GraphBuilder(1, 1, 1)
    model = graph.model(values=head.add(graph, graph.constant(features[:BATCH])))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Else the answer to constants is worked out when the graph is opened.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    images = {"images": np.zeros((1, 1, 1, 1), np.uint8)}
    seconds = [timed(lambda: session.run(None, images))[0] for _ in range(3 * rounds)]
    return 1000 * statistics.median(seconds) / BATCH, (len(model) - features[:BATCH].nbytes) / 1e6


def row(name: str, settings: Mapping[str, Any], args: argparse.Namespace, data: tuple[Any, ...]) -> list[Any]:
    from huoyan.learn.heads import HEADS

    lesson, features, targets = data
    # Each from a lesson of its own: what is derived of the rows is kept with them.
    fits = [timed(lambda: HEADS[name].fit(replace(lesson), settings)) for _ in range(args.rounds)]
    wall, cpu = (statistics.median(each[at] for each in fits) for at in (0, 1))
    head = fits[-1][2]
    right = float((head.decide(features).argmax(axis=1) == targets).mean())
    milliseconds, size = run_alone(head, features, args.threads, args.rounds)
    said = ", ".join(f"{key} {value}" for key, value in settings.items()) or "chosen by itself"
    return [name, said, wall, cpu, f"{right:.1%}", milliseconds, size]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--columns", type=int, default=1280)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--head", action="append", help="these only")
    args = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # read when numpy is loaded
        os.environ[name] = str(args.threads)

    from huoyan.learn.heads import HEADS

    print(machine("numpy", "scipy", "scikit-learn", "onnxruntime"), f"{args.threads} threads", sep="; ")
    data = drawn(args.rows, args.columns, args.classes)
    rows = []
    for name, kind in HEADS.items():
        if args.head and name not in args.head:
            continue
        tried = kind.candidates(data[0])
        if tried:
            kind.fit(data[0], tried[0])
        rows += [row(name, settings, args, data) for settings in tried]
    print(table(("head", "settings", "fit s", "CPU s", "right", "ms a picture", "MB"), rows))


if __name__ == "__main__":
    main()
