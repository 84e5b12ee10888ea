"""A foreign graph made to take pictures as ours do: uint8 NHWC, RGB, any number of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, compose, helper, numpy_helper

from huoyan.learn.graph_builder import IMAGES
from huoyan.learn.imports.foreign import not_of_kind
from huoyan.words import Listed, Message

# The oldest in which all operators that stand behind are as they are today.
LEAST_OPSET = 11
_FOREIGN = "foreign/"
# Of a picture; the coarsest map of a detector has a place for every 32 pixels.
_SIDES = (32, 8192)


def read_model(file: Path) -> onnx.ModelProto:
    """Raises NetworkError (network.import) for no file or no ONNX model, or one older than LEAST_OPSET."""
    if not file.is_file():
        raise not_of_kind(Message("imported.no_file", file=file))
    try:
        model = onnx.load(str(file), load_external_data=False)
    except Exception as error:  # protobuf has an error of its own for every cause
        raise not_of_kind(Message("weights.no_graph", file=file, reason=str(error))) from error
    if not model.graph.node:
        raise not_of_kind(Message("weights.no_graph", file=file, reason=Message("imported.empty")))
    opset = max((each.version for each in model.opset_import if each.domain in ("", "ai.onnx")), default=0)
    if opset < LEAST_OPSET:
        raise not_of_kind(Message("imported.opset", file=file, opset=opset, least=LEAST_OPSET))
    return model


def picture_sides(model: onnx.ModelProto, file: Path) -> tuple[int, int]:
    """Height and width of what the graph takes, which must be (1 or any, 3, H, W) float32."""
    held = {tensor.name for tensor in model.graph.initializer}
    given = [each for each in model.graph.input if each.name not in held]
    shapes = [_shape(each) for each in given]
    fits = len(shapes) == 1 and len(shapes[0]) == 4 and shapes[0][1] == 3
    if not fits or given[0].type.tensor_type.elem_type != TensorProto.FLOAT:
        told = Listed([f"{each.name} {list(shape)}" for each, shape in zip(given, shapes, strict=True)])
        raise not_of_kind(Message("imported.input", file=file, inputs=told))
    height, width = shapes[0][2:]
    if not (isinstance(height, int) and isinstance(width, int)):
        raise not_of_kind(Message("imported.free_sides", file=file))
    least, most = _SIDES
    if not least <= min(height, width) <= max(height, width) <= most:
        raise not_of_kind(
            Message("imported.sides", file=file, height=height, width=width, least=least, most=most)
        )
    return height, width


def taking_pictures(model: onnx.ModelProto, *, bgr: bool) -> onnx.ModelProto:
    """A copy that takes uint8 `images` (N, H, W, 3), RGB, and gives its own graph 0..255 as NCHW, blue first
    where `bgr`. Its tensors are renamed, and where it was for one picture, it is for any number.
    """
    whole = onnx.ModelProto()
    whole.CopyFrom(compose.add_prefix(model, _FOREIGN))
    graph = whole.graph
    _free_batch(graph)
    held = {tensor.name for tensor in graph.initializer}
    (given,) = [each for each in graph.input if each.name not in held]
    height, width = _shape(given)[2:]
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["batch", height, width, 3]))
    order = numpy_helper.from_array(np.array([2, 1, 0] if bgr else [0, 1, 2]), "channels")
    graph.initializer.append(order)
    before = [
        helper.make_node("Gather", [IMAGES, "channels"], ["ordered"], "order", axis=3),
        helper.make_node("Cast", ["ordered"], ["numbers"], "cast", to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["numbers"], [given.name], "planes", perm=[0, 3, 1, 2]),
    ]
    for at, node in enumerate(before):
        graph.node.insert(at, node)
    return whole


def _free_batch(graph: onnx.GraphProto) -> None:
    """Shapes that were written down for one picture would hold for no more than that."""
    del graph.value_info[:]
    for output in graph.output:
        output.type.tensor_type.ClearField("shape")
    held = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        shape = held.get(node.input[1]) if node.op_type == "Reshape" else None
        if shape is None:
            continue
        sides = np.array(numpy_helper.to_array(shape))
        if len(sides) > 1 and sides[0] == 1:
            sides[0] = 0  # as many as came in
            shape.CopyFrom(numpy_helper.from_array(sides, shape.name))


def _shape(value: onnx.ValueInfoProto) -> tuple[int | str, ...]:
    sides = value.type.tensor_type.shape.dim
    return tuple(side.dim_value or side.dim_param or "?" for side in sides)
