"""A model that takes its time and counts what it is given, behind a real artifact of colours."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.artifact.read import open_artifact
from huoyan.predict import Predictor
from huoyan.runtimes.onnx import OnnxRuntime
from huoyan.serve.engine import Served
from huoyan.serve.engine.decoding import DecodePool
from making import colour_artifact

SIZES = {1: 0.01, 2: 0.006, 4: 0.004}


class Held:
    """Satisfies `Runtime`: runs only while `go` is set. sizes: of the batches that it was given."""

    name, precision, threads, reason = "held", "fp32", 1, ""

    def __init__(self, inner: OnnxRuntime) -> None:
        self.go, self.entered, self.sizes = threading.Event(), threading.Event(), []
        self._inner = inner
        self.go.set()

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        self.entered.set()
        assert self.go.wait(20)
        self.sizes.append(len(batch))
        return self._inner.run(batch)


def held_model(folder: Path, **wanted: Any) -> tuple[Served, Held]:
    """A model called `colours`; its pictures are 16 x 16. wanted: of `Served`."""
    artifact = colour_artifact(folder / "model")
    runtime = Held(OnnxRuntime(artifact.onnx, 1))
    predictor = Predictor(open_artifact(folder), runtime)
    return Served("colours", "1", predictor, DecodePool(2), **{"costs": SIZES, **wanted}), runtime


def plain(label: str) -> np.ndarray:
    """A picture of the network's size in one colour."""
    pixels = np.zeros((16, 16, 3), np.uint8)
    pixels[..., ("red", "green", "blue").index(label)] = 200
    return pixels
