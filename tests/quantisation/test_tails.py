"""What a gate shuts out takes no steps of int8."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper

from huoyan.quantisation.float_graph import float_graph, with_ranges
from huoyan.quantisation.tails import shut_below
from making_light import answer, conv, graph_of

WEIGHTS = {"w": -40 * np.eye(3).reshape(3, 3, 1, 1), "head": np.eye(3)}


def gated(gate: str, *more: onnx.NodeProto) -> onnx.ModelProto:
    nodes = [
        conv("given", "planes", "w"),
        helper.make_node(gate, ["given"], ["open"], "gate"),
        helper.make_node("Mul", ["given", "open"], ["kept"], "kept"),
        *more,
    ]
    return onnx.load_from_string(graph_of([*nodes, *answer("kept")], WEIGHTS))


def test_silu_and_hard_swish_shut_out_what_is_far_below_nothing():
    assert shut_below(gated("Sigmoid")) == {"given": -6}
    assert shut_below(gated("HardSigmoid")) == {"given": -3}


def test_what_something_else_takes_too_is_kept_whole():
    assert shut_below(gated("Sigmoid", helper.make_node("Neg", ["given"], ["turned"], "turned"))) == {}


def test_a_gate_of_another_tensor_shuts_nothing_out():
    model = gated("Sigmoid")
    (product,) = (node for node in model.graph.node if node.op_type == "Mul")
    product.input[0] = "planes"
    assert shut_below(model) == {}


def test_the_range_ends_where_the_gate_is_shut(tmp_path):
    (tmp_path / "model.onnx").write_bytes(gated("Sigmoid").SerializeToString())
    pictures = np.random.default_rng(0).integers(0, 256, (4, 16, 16, 3), dtype=np.uint8)
    ranges = with_ranges(float_graph(tmp_path / "model.onnx"), [pictures], False).ranges.data
    low, high = (float(np.ravel(end)[0]) for end in ranges["given"].range_value)
    assert (low, high) == (-6, 0)
