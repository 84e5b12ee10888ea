"""Which layers hurt most in int8: one alone is, and the answers are compared with those in float."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from huoyan.errors import EngineError
from huoyan.quantisation.float_graph import FloatGraph
from huoyan.quantisation.judged import answered
from huoyan.quantisation.pictures import evenly
from huoyan.runtimes import Runtime
from huoyan.tasks.base import Outputs, Task

# Of training pictures: a layer that hurts hurts on few, and every layer is asked.
PICTURES = 24
_FURTHEST = 1e6


def by_harm(
    graph: FloatGraph,
    pixels: np.ndarray,
    task: Task,
    opened: Callable[[bytes], Runtime],
) -> list[str]:
    """The names of the layers that may be int8, the worst first. pixels: uint8 (N, H, W, C).

    Harm is the mean distance of the answers (`Task.difference`), and where none differs the mean square of
    the outputs' change. opened: a graph on the engine.
    """
    names = [layer.name for layer in graph.layers if layer.fit]
    # Folders list class after class: neighbours would show one class alone.
    pixels = pixels[evenly(len(pixels), PICTURES)]
    outputs = tuple(task.outputs)
    reference = answered(opened(graph.model.SerializeToString()), pixels, outputs)
    harms = []
    for name in names:
        try:
            found = answered(opened(graph.int8([name])), pixels, outputs)
            harms.append(_harm(found, reference, task))
        except EngineError:  # one that an engine cannot have in int8 goes first
            harms.append((_FURTHEST, _FURTHEST))
    return [names[at] for at in sorted(range(len(names)), key=lambda at: harms[at], reverse=True)]


def _harm(found: Outputs, reference: Outputs, task: Task) -> tuple[float, float]:
    distances = np.minimum(task.difference(found, reference).distances, _FURTHEST)
    squares = [
        float(np.mean(np.square(found[name].astype(np.float64) - reference[name]))) for name in task.outputs
    ]
    return float(distances.mean()), float(np.nan_to_num(sum(squares), nan=_FURTHEST))
