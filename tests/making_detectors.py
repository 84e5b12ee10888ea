"""A detector without training: its graph boxes what is bright in each of three strips of the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.preprocess import Preprocess
from huoyan.tasks.detect import Detect
from making import colour_artifact
from making_watches import HEIGHT, WIDTH, made_frames

STRIP = 100
STRIPS = tuple(range(0, 300, STRIP))
LABELS = ("thing", "other")


def bright_detector(folder: Path, labels: tuple[str, ...] = LABELS) -> Artifact:
    """Finds the things of `made_frames`, surely (0.9), as the first of the labels."""
    graph = _graph()
    images = np.stack([frame.pixels for frame in made_frames(12)])
    ran = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    outputs = dict(zip(("boxes", "scores", "classes"), ran.run(None, {"images": images}), strict=True))
    preprocess = Preprocess(
        height=HEIGHT,
        width=WIDTH,
        fit="squash",
        interpolation="bilinear",
        colour="rgb",
        steps=(),
        window=None,
    )
    task = Detect(labels)
    colours = colour_artifact(folder.parent / f"{folder.name}-colours").manifest
    values = {"task": task, "outputs": dict(task.outputs), "preprocess": preprocess.to_json()}
    manifest = colours.model_copy(update=values)
    return write_artifact(
        folder, manifest, onnx=graph, weights={"none": np.zeros(1)}, selftest={"images": images, **outputs}
    )


def _graph() -> bytes:
    """uint8 (N, 240, 320, 3) -> boxes (N, 3, 4), scores (N, 3), classes (N, 3)."""
    constants: dict[str, np.ndarray] = {
        "half": np.float32(128), "sure": np.float32(0.9), "nothing": np.int64(0), "axis": np.array([2]),
        "last": np.array([1]),
    }  # fmt: skip
    nodes = [
        helper.make_node("Cast", ["images"], ["levels"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["levels", "nothing"], ["grey"], axis=3),
        helper.make_node("Greater", ["grey", "half"], ["is_bright"]),
        helper.make_node("Cast", ["is_bright"], ["bright"], to=TensorProto.FLOAT),
    ]
    boxes, scores = [], []
    for at in STRIPS:
        strip_nodes, constant = _strip(at)
        nodes += strip_nodes
        constants |= constant
        boxes.append(f"box{at}")
        scores.append(f"score{at}")
    nodes += [
        helper.make_node("Concat", boxes, ["boxes"], axis=1),
        helper.make_node("Concat", scores, ["scores"], axis=1),
        helper.make_node("Mul", ["scores", "zero"], ["no_class"]),
        helper.make_node("Cast", ["no_class"], ["classes"], to=TensorProto.INT64),
    ]
    constants["zero"] = np.array(0, np.float32)
    graph = helper.make_graph(
        nodes,
        "bright",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["batch", HEIGHT, WIDTH, 3])],
        [
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["batch", 3, 4]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 3]),
            helper.make_tensor_value_info("classes", TensorProto.INT64, ["batch", 3]),
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _strip(at: int) -> tuple[list[onnx.NodeProto], dict[str, np.ndarray]]:
    """The box round what is bright from column `at` on."""
    name = f"strip{at}"
    nodes = [
        helper.make_node("Slice", ["bright", f"from{at}", f"to{at}", "axis"], [name]),
        helper.make_node("ReduceMax", [name], [f"rows{at}"], axes=[2], keepdims=0),
        helper.make_node("ReduceMax", [name], [f"columns{at}"], axes=[1], keepdims=0),
        helper.make_node("ReduceMax", [f"rows{at}"], [f"any{at}"], axes=[1], keepdims=1),
        helper.make_node("Mul", [f"any{at}", "sure"], [f"score{at}"]),
    ]
    for axis in ("columns", "rows"):
        nodes += [
            helper.make_node("ArgMax", [f"{axis}{at}"], [f"{axis}_low{at}"], axis=1, keepdims=1),
            helper.make_node(
                "ArgMax", [f"{axis}{at}"], [f"{axis}_end{at}"], axis=1, keepdims=1, select_last_index=1
            ),
        ]
    sides = [f"{axis}_{end}{at}" for end in ("low", "end") for axis in ("columns", "rows")]
    nodes += [
        helper.make_node("Concat", sides, [f"sides{at}"], axis=1),
        helper.make_node("Add", [f"sides{at}", f"offset{at}"], [f"moved{at}"]),
        helper.make_node("Cast", [f"moved{at}"], [f"flat{at}"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", [f"flat{at}", "last"], [f"box{at}"]),
    ]
    constants = {
        f"from{at}": np.array([at]),
        f"to{at}": np.array([at + STRIP]),
        f"offset{at}": np.array([at, 0, at + 1, 1]),
    }
    return nodes, constants
