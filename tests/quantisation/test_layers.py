"""Which layers may be int8, how much of the arithmetic each is, and what goes with them."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper

from huoyan.quantisation.layers import layers_of, named, nodes_with, weighted
from making_light import answer, conv, graph_of

SHAPES = {"wide": (1, 8, 16, 16), "gate": (1, 8, 1, 1), "deep": (1, 3, 16, 16), "logits": (1, 3)}


def gated() -> onnx.ModelProto:
    """A convolution, a gate of its means (squeeze and excitation), a residual sum, a second one, a head."""
    nodes = [
        conv("wide", "planes", "w", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["wide"], ["positive"], "relu"),
        helper.make_node("GlobalAveragePool", ["positive"], ["means"], "squeeze"),
        conv("gate", "means", "g"),
        helper.make_node("Sigmoid", ["gate"], ["open"], "sigmoid"),
        helper.make_node("Mul", ["positive", "open"], ["kept"], "times"),
        helper.make_node("Add", ["kept", "positive"], ["sum"], "sum"),
        conv("deep", "sum", "d"),
        *answer("deep"),
    ]
    fixed = {
        "w": np.ones((8, 3, 3, 3)),
        "g": np.ones((8, 8, 1, 1)),
        "d": np.ones((3, 8, 1, 1)),
        "head": np.ones((3, 3)),
    }
    return onnx.load_from_string(graph_of(nodes, fixed))


def test_a_layer_is_as_much_arithmetic_as_it_has_products():
    found = {layer.name: layer.products for layer in layers_of(gated(), SHAPES)}
    assert found == {
        "wide": 16 * 16 * 8 * 3 * 9,
        "gate": 8 * 8,
        "deep": 16 * 16 * 3 * 8,
        "head": 3 * 3,
    }


def test_the_last_layer_and_those_that_compute_once_a_picture_stay_float():
    assert [layer.name for layer in layers_of(gated(), SHAPES) if layer.fit] == ["wide", "deep"]


def test_a_product_with_what_the_picture_gives_is_no_layer():
    nodes = [
        conv("wide", "planes", "w"),
        helper.make_node("MatMul", ["wide", "wide"], ["attention"], "attention"),
        *answer("attention"),
    ]
    model = onnx.load_from_string(graph_of(nodes, {"w": np.ones((3, 3, 1, 1)), "head": np.ones((3, 3))}))
    assert [node.name for node in weighted(model)] == ["wide", "head"]


def test_what_lies_between_two_int8_layers_goes_with_them_and_nothing_else():
    assert nodes_with(gated(), {"wide", "deep"}) == ["wide", "relu", "squeeze", "deep"]
    assert nodes_with(gated(), {"deep"}) == ["deep"]


def test_a_sum_is_int8_where_all_that_it_sums_is():
    model = gated()
    (total,) = (node for node in model.graph.node if node.op_type == "Add")
    total.input[:] = ["positive", "wide"]
    assert "sum" in nodes_with(model, {"wide", "deep"})


def test_every_node_has_a_name_of_its_own():
    model = gated()
    for node in model.graph.node:
        node.name = "" if node.op_type == "Conv" else "same"
    names = [node.name for node in named(model).graph.node]
    assert len(set(names)) == len(names)
    assert "" not in names
