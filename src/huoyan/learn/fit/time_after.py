"""What a run has still to do when its training is over, and how long that takes about."""

from __future__ import annotations

from huoyan.data.dataset import Dataset
from huoyan.system.cores import available_cores

# Of the time that is left: nobody wants a run that is mostly report.
MOST = 0.4


def seconds_after(dataset: Dataset, left: float) -> float:
    """For export, proof, keys, score and report, where `left` seconds are left for training and these."""
    files = sum(sample.path is not None for sample in dataset.samples)
    return min(MOST * left, 8 + len(dataset.split("test")) / 100 + files / (300 * available_cores()))
