"""A head behind its features as a model that ships: one graph, from pixels to logits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.head_training.head_search import Tried
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.head_training.vectors import fastest_runtime, vectors_of
from huoyan.learn.heads.base import Head
from huoyan.learn.ship.trained import Trained, Unseen
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Scaled:
    """A head whose decision values are made logits by one factor."""

    head: Head
    scale: float

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        return {**self.head.arrays, "scale": np.array([self.scale], np.float32)}

    def decide(self, features: np.ndarray) -> np.ndarray:
        return np.asarray(self.head.decide(features) * np.float32(self.scale), np.float32)

    def add(self, graph: GraphBuilder, features: str) -> str:
        scale = graph.constant(np.array([self.scale], np.float32))
        return graph.add("Mul", self.head.add(graph, features), scale)


def trained_head(graph: FeatureGraph, head: Scaled, tried: Tried, pool: Pool, output: str) -> Trained:
    """The head `tried`, fitted to all of `pool` that it may learn from. output: the name of its logits."""
    runtime = fastest_runtime(graph)
    logits, rows = tried.sure
    arrays = {f"head.{name}": array for name, array in head.arrays.items()}

    def answer(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        return {output: head.decide(vectors_of(runtime, pixels))}

    return Trained(
        graph.network(tried.kind, tried.settings, sum(array.size for array in arrays.values())),
        arrays,
        arrays_sha256(graph.model, arrays),
        graph.begun_from,
        answer,
        lambda names: whole_graph(graph, head, output),
        unseen=Unseen({output: logits * np.float32(head.scale)}, pool.data.take(rows)),
        taught=("train", "val") if pool.refit else ("train",),
        chosen=() if pool.in_turn and not pool.refit else (Message("chosen.head"),),
    )


def whole_graph(graph: FeatureGraph, head: Scaled, output: str) -> bytes:
    """From pixels to the logits."""
    builder, features = GraphBuilder.after(graph.model)
    return builder.model(**{output: head.add(builder, features)})


def arrays_sha256(model: bytes, arrays: Mapping[str, np.ndarray]) -> str:
    """One hash over the graph of the features and the names, shapes and values of all arrays."""
    digest = hashlib.sha256(model)
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
