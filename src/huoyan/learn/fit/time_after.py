"""What a run has still to do when its training is over, and how long that takes about."""

from __future__ import annotations

from huoyan.data.dataset import Dataset
from huoyan.system.cores import available_cores

# Test pictures a second, where nothing is known of the model; and how much longer one takes to be scored than
# to be embedded in large batches.
USUAL, ALONE = 100, 1.5
# Of the time that is left: nobody wants a run that is mostly report.
MOST = 0.4


def seconds_after(dataset: Dataset, left: float) -> float:
    """For export, proof, keys, score and report, where `left` seconds are left for training and these."""
    files = sum(sample.path is not None for sample in dataset.samples)
    return min(MOST * left, 8 + len(dataset.split("test")) / USUAL + files / (300 * available_cores()))


def seconds_more(dataset: Dataset, pace: float) -> float:
    """For the score of a model of `pace` seconds a picture, beyond what `seconds_after` counts."""
    return len(dataset.split("test")) * max(0.0, ALONE * pace - 1 / USUAL)
