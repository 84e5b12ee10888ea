"""The mean of several models' label probabilities, as logits: in NumPy, and the same as ONNX nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from huoyan.learn.ensemble.label_order import places_of
from huoyan.tasks.base import Outputs

if TYPE_CHECKING:  # ONNX, where only NumPy's way is wanted
    from huoyan.learn.graph_builder import GraphBuilder

# Of a class that no member thinks possible: its logarithm stays a number in every arithmetic.
LEAST = 1e-30
# Of one label alone, on both sides: the float32 below 1 is 6e-8 from it.
LEAST_OF_ONE = 1e-7


class LabelModel(Protocol):
    """What of a task of labels its mean needs."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def temperature(self) -> float: ...

    def probabilities(self, outputs: Outputs) -> np.ndarray: ...


def mean_logits(
    tasks: Sequence[LabelModel],
    outputs: Sequence[Outputs],
    labels: Sequence[str],
    *,
    output: str,
    several: bool,
) -> dict[str, np.ndarray]:
    """Of the models' probabilities, each after its own temperature, the mean as logits (N, C), in the order
    of `labels`. output: the name of the logits; several: whether each label is a yes or no of its own.
    """
    each = [
        task.probabilities(found)[:, places_of(task.labels, labels)]
        for task, found in zip(tasks, outputs, strict=True)
    ]
    mean = np.mean(each, axis=0, dtype=np.float64)
    if several:
        mean = mean.clip(LEAST_OF_ONE, 1 - LEAST_OF_ONE)
        return {output: np.log(mean / (1 - mean)).astype(np.float32)}
    return {output: np.log(np.maximum(mean, LEAST)).astype(np.float32)}


def add_mean_logits(
    graph: GraphBuilder,
    tasks: Sequence[LabelModel],
    outputs: Sequence[Mapping[str, str]],
    labels: Sequence[str],
    *,
    output: str,
    several: bool,
) -> dict[str, str]:
    """The same behind the tensors `outputs` of each model."""
    each = [
        _probabilities(graph, task, found[output], labels, several=several)
        for task, found in zip(tasks, outputs, strict=True)
    ]
    mean = graph.add("Mean", *each)
    if not several:
        least = graph.constant(np.array([LEAST], np.float32))
        return {output: graph.add("Log", graph.add("Max", mean, least))}
    low, high = (graph.constant(np.array(end, np.float32)) for end in (LEAST_OF_ONE, 1 - LEAST_OF_ONE))
    yes = graph.add("Clip", mean, low, high)
    no = graph.add("Sub", graph.constant(np.array([1], np.float32)), yes)
    return {output: graph.add("Sub", graph.add("Log", yes), graph.add("Log", no))}


def _probabilities(
    graph: GraphBuilder, task: LabelModel, logits: str, labels: Sequence[str], *, several: bool
) -> str:
    scaled = graph.add("Div", logits, graph.constant(np.array([task.temperature], np.float32)))
    found = graph.add("Sigmoid", scaled) if several else graph.add("Softmax", scaled, axis=1)
    order = places_of(task.labels, labels)
    if np.array_equal(order, np.arange(len(order))):
        return found
    return graph.add("Gather", found, graph.constant(order), axis=1)
