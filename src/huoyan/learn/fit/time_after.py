"""What a run has still to do when its training is over, and how long that takes about."""

from __future__ import annotations

from huoyan.data.dataset import Dataset
from huoyan.system.cores import available_cores

# Test pictures a second, where nothing is known of the model.
USUAL = 100
# How often a picture is answered where all engines are proven on it, against one answer of ONNX Runtime.
PROVEN = 3
# Of the time that is left: nobody wants a run that is mostly report.
MOST = 0.4


def seconds_after(dataset: Dataset, left: float) -> float:
    """For export, proof, keys, score and report, where `left` seconds are left for training and these."""
    files = sum(sample.path is not None for sample in dataset.samples)
    return min(MOST * left, 8 + len(dataset.split("test")) / USUAL + files / (300 * available_cores()))


def seconds_more(dataset: Dataset, pace: float, proven: int) -> float:
    """For a model that takes ONNX Runtime `pace` seconds a picture, beyond what `seconds_after` counts: its
    score, and its proof on so many pictures.
    """
    return len(dataset.split("test")) * max(0.0, pace - 1 / USUAL) + PROVEN * proven * pace
