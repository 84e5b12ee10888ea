"""Where the numbers of a tensor no longer matter, as a gate shuts them out: its range need not hold them.

SiLU, x * sigmoid(x), makes nearly nothing of what is far below 0, and hard swish nothing at all. What a layer
gives below is often far more than what it gives above, and each step of int8 that it takes is one less for
what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import onnx

# By the gate: below it x * gate(x) is less than 0.015, or 0.
SHUT: Mapping[str, float] = {"Sigmoid": -6.0, "HardSigmoid": -3.0}


def shut_below(model: onnx.ModelProto) -> dict[str, float]:
    """By the name of a tensor that goes to nothing but a gate and what it gates: where the gate is shut."""
    takers: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        for name in node.input:
            takers.setdefault(name, []).append(node)
    found = {}
    for node in model.graph.node:
        if node.op_type not in SHUT:
            continue
        given, gate = node.input[0], node.output[0]
        products = takers.get(gate, [])
        gates = products and all(each.op_type == "Mul" and given in each.input for each in products)
        if gates and all(each is node or each in products for each in takers[given]):
            found[given] = SHUT[node.op_type]
    return found


def without_tails(ranges: Any, model: onnx.ModelProto) -> Any:
    """ranges: as a calibrator gives them; changed in place."""
    from onnxruntime.quantization.calibrate import TensorData

    for name, lowest in shut_below(model).items():
        if name in ranges.data:
            low, high = ranges.data[name].range_value
            kept = np.maximum(low, np.float32(lowest)).astype(np.float32)
            ranges.data[name] = TensorData(lowest=kept, highest=high)
    return ranges
