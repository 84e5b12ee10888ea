"""Makes a model of good pictures without training: dark is good, and what is bright is unlike it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.images.heat_map import HEATMAP, SCORE
from huoyan.learn.graph_builder import IMAGES, GraphBuilder, Output
from huoyan.tasks.anomaly import Anomaly
from making import colour_artifact, pictures

SIDE = 16


def bright_defects(folder: Path) -> Artifact:
    """A pixel's score is its red, 0..1; above 0.5 it is a defect."""
    task = Anomaly(threshold=0.5, false_alarms=0.1, held_out=20)
    manifest = colour_artifact(folder.parent / f"{folder.name}-colours", size=(SIDE, SIDE)).manifest
    images = pictures(12, (SIDE, SIDE))
    heat = images[..., 0].astype(np.float32) / 255
    return write_artifact(
        folder,
        manifest.model_copy(update={"task": task, "outputs": dict(task.outputs)}),
        onnx=_graph(),
        weights={},
        selftest={"images": images, SCORE: heat.reshape(len(heat), -1).max(axis=1), HEATMAP: heat},
    )


def _graph() -> bytes:
    graph = GraphBuilder(SIDE, SIDE, 3)
    whole = graph.add("Cast", IMAGES, to=1)
    axis = graph.constant(np.array([3]))
    red = graph.add("Squeeze", graph.add("Gather", whole, graph.constant(np.array([0])), axis=3), axis)
    heat = graph.add("Mul", red, graph.constant(np.array(1 / 255, np.float32)))
    score = graph.add("ReduceMax", heat, graph.constant(np.array([1, 2])), keepdims=0)
    return graph.model(**{SCORE: Output(score, ()), HEATMAP: Output(heat, (SIDE, SIDE))})
