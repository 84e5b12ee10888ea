"""The exported generator on ONNX Runtime: latents and classes to pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from huoyan.errors import EngineError
from huoyan.runtimes.onnx_session import graph_name, open_session
from huoyan.system.cores import available_cores
from huoyan.words import Message

Z, CLASS, IMAGES = "z", "class", "images"
BATCH = 64


class GeneratorGraph:
    """Raises EngineError: engine.missing, engine.model for a graph that takes or gives something else."""

    def __init__(self, model: Path | bytes, *, classes: bool, threads: int | None = None) -> None:
        """classes: whether it is told them."""
        self._session, self._failures = open_session(model, threads or available_cores())
        self._classes = classes
        taken = {each.name: each.type for each in self._session.get_inputs()}
        given = {each.name: each.type for each in self._session.get_outputs()}
        wanted = {Z: "tensor(float)", **({CLASS: "tensor(int64)"} if classes else {})}
        if taken != wanted or given != {IMAGES: "tensor(uint8)"}:
            raise EngineError(Message("generator.graph", graph=graph_name(model)), code="engine.model")

    def __call__(self, z: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """uint8 (N, H, W, C) of float32 (N, latent) and int64 (N,), N at least 1. EngineError engine.run."""
        parts = [self._run(z[at : at + BATCH], classes[at : at + BATCH]) for at in range(0, len(z), BATCH)]
        return np.concatenate(parts)

    def _run(self, z: np.ndarray, classes: np.ndarray) -> np.ndarray:
        given = {Z: z, **({CLASS: classes} if self._classes else {})}
        try:
            (found,) = self._session.run([IMAGES], given)
        except self._failures as error:
            raise EngineError(
                Message("engine.onnx_run", shape=z.shape, reason=str(error)), code="engine.run"
            ) from error
        return np.asarray(found)
