"""The mean of several models' numbers: in NumPy, and the same as ONNX nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from huoyan.learn.ensemble.label_order import places_of
from huoyan.tasks.base import Outputs, Task

if TYPE_CHECKING:  # ONNX, where only NumPy's way is wanted
    from huoyan.learn.graph_builder import GraphBuilder


def mean_values(
    tasks: Sequence[Task], outputs: Sequence[Outputs], names: Sequence[str], output: str
) -> dict[str, np.ndarray]:
    """float32 (N, K) of the output so called, in the order of the quantities `names`."""
    each = [
        found[output][:, places_of(task.labels, names)] for task, found in zip(tasks, outputs, strict=True)
    ]
    mean = np.stack(each).mean(axis=0, dtype=np.float64)
    return {output: mean.astype(np.float32)}


def add_mean_values(
    graph: GraphBuilder,
    tasks: Sequence[Task],
    outputs: Sequence[Mapping[str, str]],
    names: Sequence[str],
    output: str,
) -> dict[str, str]:
    """The same behind the tensors `outputs` of each model."""
    each = [
        graph.add("Gather", found[output], graph.constant(places_of(task.labels, names)), axis=1)
        for task, found in zip(tasks, outputs, strict=True)
    ]
    return {output: graph.add("Mean", *each)}
