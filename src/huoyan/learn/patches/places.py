"""What a frozen network, or colours and edges, see at each place of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.learn.features.base import FEATURES, FeatureGraph
from huoyan.learn.head_training.vectors import BATCH, fastest_runtime
from huoyan.learn.patches.patch_memory import PatchMemory
from huoyan.runtimes.base import Runtime


@dataclass(frozen=True, slots=True)
class Places:
    """How a picture is seen: `graph` gives float32 (D, h, w)."""

    graph: FeatureGraph
    runtime: Runtime
    cells: tuple[int, int]

    @classmethod
    def of(cls, graph: FeatureGraph, threads: int | None) -> Places:
        runtime, shape = fastest_runtime(graph, threads), graph.preprocess
        blank = np.zeros((1, shape.height, shape.width, shape.channels), np.uint8)
        _, _, h, w = runtime.run(blank)[FEATURES].shape
        return cls(graph, runtime, (h, w))

    def each(self, pixels: np.ndarray) -> Iterator[np.ndarray]:
        """(n, D, h, w) of a few pictures at a time."""
        for at in range(0, len(pixels), BATCH):
            yield self.runtime.run(np.ascontiguousarray(pixels[at : at + BATCH]))[FEATURES]

    def answer(self, memory: PatchMemory, pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        shape = self.graph.preprocess
        found = [memory.answer(part, shape.height, shape.width) for part in self.each(pixels)]
        return {name: np.concatenate([one[name] for one in found]) for name in names}
