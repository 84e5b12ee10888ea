"""The graph of a model, ready to be made int8: folded, its layers known, the ranges of tensors measured.

ONNX Runtime's own tools do it (`onnxruntime.quantization`): ranges once, then int8 for any choice of layers.
Activations are uint8 with a zero of their own, weights int8 around 0 and channel by channel: what both
engines have kernels for.
"""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from huoyan.quantisation.layers import (
    BETWEEN,
    CARRIED,
    WEIGHTED,
    Layer,
    layers_of,
    named,
    nodes_with,
    weighted,
)
from huoyan.quantisation.tails import without_tails
from huoyan.runtimes.onnx_session import open_session
from huoyan.system.cores import available_cores

if TYPE_CHECKING:
    import onnx

# Below it neither quantised weights of each channel nor `Clip` with inputs are written.
LEAST_OPSET = 13
# Of a product of a network over tokens what follows (softmax, a norm) needs the finer numbers.
FLOAT_OUTPUTS = ("MatMul",)
_INPUT = 0


@dataclass(frozen=True, slots=True, eq=False)
class FloatGraph:
    """model: folded, every node named. layers: all that have weights. ranges: as the calibrator gives them.

    seven_bits: weights take 7 bits, so that a processor without VNNI does not overflow.
    """

    model: onnx.ModelProto
    layers: tuple[Layer, ...]
    ranges: Any
    seven_bits: bool = False

    def int8(self, chosen: Sequence[str]) -> bytes:
        """The graph with the layers of these names in int8, as QuantizeLinear and DequantizeLinear."""
        from onnxruntime.quantization import QuantType
        from onnxruntime.quantization.qdq_quantizer import QDQQuantizer

        with _quiet():
            quantizer = QDQQuantizer(
                copy.deepcopy(self.model),
                per_channel=True,
                reduce_range=self.seven_bits,
                weight_qType=QuantType.QInt8,
                activation_qType=QuantType.QUInt8,
                tensors_range=self.ranges,
                nodes_to_quantize=nodes_with(self.model, set(chosen)),
                nodes_to_exclude=[],
                op_types_to_quantize=[*WEIGHTED, *BETWEEN, *CARRIED],
                extra_options={"OpTypesToExcludeOutputQuantization": list(FLOAT_OUTPUTS)},
            )
            quantizer.quantize_model()
            quantizer.model.topological_sort()  # as the format asks: what it adds stands at the end
            made = quantizer.model.model
        del made.graph.value_info[:], made.metadata_props[:]
        return bytes(made.SerializeToString())

    def share(self, chosen: Sequence[str]) -> float:
        """Of the arithmetic in layers, 0..1."""
        names, whole = set(chosen), sum(each.products for each in self.layers)
        return sum(each.products for each in self.layers if each.name in names) / max(whole, 1)


def float_graph(source: Path) -> FloatGraph:
    """The graph of a model's file, without ranges. Raises what ONNX and its engine raise."""
    import onnx
    from onnxruntime.quantization.quant_utils import save_and_reload_model_with_shape_infer
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with _quiet(), TemporaryDirectory(prefix="huoyan-int8-") as folder:
        folded = Path(folder) / "folded.onnx"
        # Given a graph and not a file, it cannot fold what heads and memories are made of.
        quant_pre_process(str(source), folded, skip_symbolic_shape=True)
        model = onnx.load(folded)
        model = named(_at_least(model))
        model = save_and_reload_model_with_shape_infer(model)
    return FloatGraph(model, tuple(layers_of(model, _shapes(model))), None)


def with_ranges(graph: FloatGraph, batches: Sequence[np.ndarray], seven_bits: bool) -> FloatGraph:
    """batches: uint8 (N, H, W, C) of training pictures. The range of a tensor is the mean of its extremes in
    each batch: one odd picture among hundreds stretches it by little. What a gate shuts out is left out.
    """
    import onnx
    from onnxruntime.quantization.calibrate import CalibrationMethod, create_calibrator

    with _quiet(), TemporaryDirectory(prefix="huoyan-int8-") as folder:
        plain = Path(folder) / "plain.onnx"
        onnx.save(graph.model, plain)
        calibrator = create_calibrator(
            plain,
            [*WEIGHTED, *BETWEEN, *CARRIED],
            augmented_model_path=str(Path(folder) / "watched.onnx"),
            calibrate_method=CalibrationMethod.MinMax,
            extra_options={"moving_average": True},
        )
        calibrator.collect_data(_Batches(graph.model.graph.input[_INPUT].name, batches))
        ranges = without_tails(calibrator.compute_data(), graph.model)
    return replace(graph, ranges=ranges, seven_bits=seven_bits)


class _Batches:
    """What a calibrator reads its pictures from."""

    def __init__(self, name: str, batches: Sequence[np.ndarray]) -> None:
        self._left: Iterator[dict[str, np.ndarray]] = ({name: batch} for batch in batches)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._left, None)


def _at_least(model: onnx.ModelProto) -> onnx.ModelProto:
    import onnx.version_converter

    (version, *_) = [each.version for each in model.opset_import if each.domain in ("", "ai.onnx")]
    return model if version >= LEAST_OPSET else onnx.version_converter.convert_version(model, LEAST_OPSET)


def _shapes(model: onnx.ModelProto) -> dict[str, Sequence[int]]:
    """Of what each layer gives for one picture of noise: seen, since inference does not know every shape."""
    import onnx

    watched = copy.deepcopy(model)
    known = {each.name for each in watched.graph.output}
    names = [node.output[0] for node in weighted(watched)]
    watched.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in known)
    session, _ = open_session(watched.SerializeToString(), available_cores())
    (given,) = session.get_inputs()
    sides = [side if isinstance(side, int) else 1 for side in given.shape]
    picture = np.random.default_rng(0).integers(0, 256, [1, *sides[1:]], dtype=np.uint8)
    return {
        name: found.shape
        for name, found in zip(names, session.run(names, {given.name: picture}), strict=True)
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """What the tools say is for their developers; the root logger, which they set up, stays as it was."""
    root, silent = logging.getLogger(), logging.NullHandler()
    root.addHandler(silent)
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        root.removeHandler(silent)
