"""An ONNX graph that is written node by node: features and heads that no network gives."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
import onnx
from onnx import TensorProto, compose, helper, inliner, numpy_helper, version_converter

# As torch's exporter writes them, so that the nodes of one can follow those of the other.
OPSET, IR_VERSION = 18, 9
IMAGES = "images"


class Output(NamedTuple):
    """The name of a tensor inside, its sides behind the batch (None: any), and its type."""

    tensor: str
    sides: tuple[int | None, ...] = (None,)
    kind: int = TensorProto.FLOAT


class GraphBuilder:
    """Nodes of the plain operators (`ai.onnx`), which every engine knows, one after the other.

    The graph takes uint8 `images` (N, height, width, channels). Tensors are named by what gives them.
    """

    def __init__(self, height: int, width: int, channels: int) -> None:
        shape = ["batch", height, width, channels]
        given = helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, shape)
        self._model = helper.make_model(
            helper.make_graph([], "huoyan", [given], []),
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )

    @classmethod
    def after(cls, model: bytes) -> tuple[Self, str]:
        """To go on behind `model`, whose only output is dropped; the second is the tensor that it was."""
        builder = cls.__new__(cls)
        builder._model = onnx.load_from_string(model)
        output = builder._model.graph.output.pop()
        # Under another name: that of the output may be given to what comes behind it.
        inside = builder._name("before")
        for node in builder._model.graph.node:
            for names in (node.input, node.output):
                for at, name in enumerate(names):
                    if name == output.name:
                        names[at] = inside
        return builder, inside

    def beside(self, model: bytes, prefix: str) -> dict[str, str]:
        """Takes in the nodes of another graph that takes the same pictures, their names behind `prefix`.

        The tensor inside that each of its outputs is, by the name of the output.
        """
        given = _in_this_opset(onnx.load_from_string(model))
        (pictures,) = given.graph.input
        outputs = [output.name for output in given.graph.output]
        named = compose.add_prefix(given, prefix)
        for node in named.graph.node:
            for at, name in enumerate(node.input):
                if name == prefix + pictures.name:
                    node.input[at] = IMAGES
        graph = self._model.graph
        graph.node.extend(named.graph.node)
        graph.initializer.extend(named.graph.initializer)
        graph.value_info.extend(named.graph.value_info)
        return {name: prefix + name for name in outputs}

    def constant(self, values: np.ndarray) -> str:
        """The name of a tensor that holds `values`, in their type."""
        name = self._name("constant")
        self._model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """The name of what a node of `operator` gives for the tensors `inputs`."""
        name = self._name(operator.lower())
        self._model.graph.node.append(helper.make_node(operator, list(inputs), [name], name, **attributes))
        return name

    def many(self, operator: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """As `add`, for an operator with several outputs."""
        name = self._name(operator.lower())
        names = [f"{name}_{at}" for at in range(outputs)]
        self._model.graph.node.append(helper.make_node(operator, list(inputs), names, name, **attributes))
        return names

    def model(self, **outputs: str | Output) -> bytes:
        """The serialised model; `outputs`: name outside = name of the float32 tensor (N, D), or all of it."""
        finished = onnx.ModelProto()
        finished.CopyFrom(self._model)
        for outside, given in outputs.items():
            inside = given if isinstance(given, Output) else Output(given)
            finished.graph.node.append(
                helper.make_node("Identity", [inside.tensor], [outside], self._name(f"output_{outside}"))
            )
            info = helper.make_tensor_value_info(outside, inside.kind, ["batch", *inside.sides])
            finished.graph.output.append(info)
        onnx.checker.check_model(finished)
        return bytes(finished.SerializeToString())

    def _name(self, kind: str) -> str:
        graph = self._model.graph
        return f"{kind}_{len(graph.node)}_{len(graph.initializer)}"


def _in_this_opset(model: onnx.ModelProto) -> onnx.ModelProto:
    """With nodes of the plain operators as this version has them."""
    if model.functions:
        model = inliner.inline_local_functions(model)
    versions = {opset.version for opset in model.opset_import if opset.domain in ("", "ai.onnx")}
    return model if versions == {OPSET} else version_converter.convert_version(model, OPSET)
