"""Memory that a score takes of batches of logits that are made as they are scored, and kept by nobody else.

Prints the largest resident memory beside that of the process before, and what all probabilities would take.

    python benchmarks/score_memory.py --pictures 200000 --classes 1000
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.tasks.classify import Classify

BATCH = 1000


def largest() -> float:
    """Resident megabytes at their most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pictures", type=int, default=200_000)
    arguments.add_argument("--classes", type=int, default=1000)
    given = arguments.parse_args()
    n, classes = given.pictures, given.classes
    rng, pixel = np.random.default_rng(0), PixelPicture(np.zeros((1, 1), np.uint8))
    truth = rng.integers(0, classes, n)
    samples = tuple(Sample("", OneLabel(int(label)), pixel) for label in truth)
    data = Dataset("made", tuple(map(str, range(classes))), samples)
    scorer, before, began = Classify(data.classes).scorer(data), largest(), time.perf_counter()
    for at in range(0, n, BATCH):
        rows = np.arange(at, min(n, at + BATCH))
        logits = rng.normal(size=(len(rows), classes)).astype(np.float32)
        logits[np.arange(len(rows)), truth[rows]] += 3
        scorer.add(rows, {"logits": logits}, ())
    score = scorer.finish()
    print(f"{n:,} pictures, {classes:,} classes: {time.perf_counter() - began:.0f} s")
    print(
        f"before {before:,.0f} MB, at most {largest():,.0f} MB; all of them {n * classes * 4 / 1e6:,.0f} MB"
    )
    print(", ".join(f"{name} {each.value:.4f}" for name, each in score.metrics.items()))
    print(", ".join(f"{name} {lack}" for name, lack in score.left_out.items()))


if __name__ == "__main__":
    main()
