"""Makes a model of numbers without training: the mean brightness of each colour, with an interval."""

from __future__ import annotations

from pathlib import Path

import onnx

from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.tasks.regress import Regress
from making import colour_artifact, colour_graph, pictures, reference_logits

QUANTITIES = ("redness", "greenness")


def colour_numbers(folder: Path) -> Artifact:
    """`redness` and `greenness`: 0 for none, 20 for full; the margin is 1.5 of each."""
    task = Regress(QUANTITIES, centre=(7.0, 7.0), spread=(3.0, 3.0), margins=(1.5, 1.5))
    manifest = colour_artifact(folder.parent / f"{folder.name}-colours").manifest
    images = pictures(12)
    outputs = {"values": reference_logits(images, len(QUANTITIES))}
    return write_artifact(
        folder,
        manifest.model_copy(update={"task": task, "outputs": dict(task.outputs)}),
        onnx=_graph(),
        weights={},
        selftest={"images": images, **outputs},
    )


def _graph() -> bytes:
    """The graph of colours, whose output bears the name of numbers."""
    model = onnx.load_from_string(colour_graph(len(QUANTITIES)))
    for node in model.graph.node:
        node.output[:] = ["values" if name == "logits" else name for name in node.output]
    model.graph.output[0].name = "values"
    return model.SerializeToString()
