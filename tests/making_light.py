"""Makes small models whose layers are known, to be made int8, and pictures to make them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.data.dataset import Dataset, Split
from making import LABELS, colour_artifact, pictures, sample_of

SIDE = 16
# So much more than what it stands beside that one scale for both leaves nothing of the other.
LOUD = 3000.0


def colours(n: int = 120) -> Dataset:
    """Red, green and blue in turn, of which a third validates and some test."""
    pixels = pictures(n, (SIDE, SIDE), seed=3)
    parts: Sequence[Split] = ("train", "val", "train", "val", "test", "train")
    samples = [sample_of(f"{at}.png", at % 3, pixels=pixels[at], split=parts[at // 3 % 6]) for at in range(n)]
    return Dataset("colours", LABELS, tuple(samples), "class")


def model_of(folder: Path, nodes: Sequence[onnx.NodeProto], fixed: Mapping[str, np.ndarray]) -> Artifact:
    """A classifier of colours at `folder` whose graph goes from `planes` to `logits` by `nodes`."""
    known = colour_artifact(folder.parent / f"{folder.name}-colours")
    graph = graph_of(nodes, fixed)
    return write_artifact(
        folder,
        known.manifest,
        onnx=graph,
        weights=known.weights(),
        selftest=known.selftest(),
    )


def graph_of(nodes: Sequence[onnx.NodeProto], fixed: Mapping[str, np.ndarray]) -> bytes:
    first = [
        helper.make_node("Cast", ["images"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["float", "full"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["planes"], perm=[0, 3, 1, 2]),
    ]
    values = {"full": np.float32(255), **fixed}
    graph = helper.make_graph(
        [*first, *nodes],
        "small",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["batch", SIDE, SIDE, 3])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in values.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def conv(name: str, given: str, weights: str, **more: object) -> onnx.NodeProto:
    """A convolution whose output bears its name."""
    return helper.make_node("Conv", [given, weights], [name], name, **more)


def answer(given: str) -> list[onnx.NodeProto]:
    """The mean of each of three channels, twentyfold, as logits."""
    return [
        helper.make_node("GlobalAveragePool", [given], ["pooled"], "pool"),
        helper.make_node("Flatten", ["pooled"], ["flat"], "flat"),
        helper.make_node("Gemm", ["flat", "head"], ["logits"], "head", transB=1),
    ]


def loud_pair(folder: Path, wide: int = 32) -> Artifact:
    """Two convolutions with a loud channel between them that counts for nothing; a large quiet one behind.

    In float it answers by colours. One scale for the loud channel and the colours drowns the colours,
    whichever of the two convolutions is int8. wide: channels of the quiet one.
    """
    first, second = np.zeros((4, 3, 1, 1)), np.zeros((3, 4, 1, 1))
    quiet, head = np.zeros((wide, 3, 3, 3)), np.zeros((3, wide))
    for at in range(3):
        first[at, at] = second[at, at] = quiet[at, at, 1, 1] = 1
        head[at, at] = 20
    first[3] = LOUD
    nodes = [
        conv("loud", "planes", "first"),
        conv("beside", "loud", "second"),
        conv("quiet", "beside", "third", pads=[1, 1, 1, 1]),
        *answer("quiet"),
    ]
    return model_of(folder, nodes, {"first": first, "second": second, "third": quiet, "head": head})
