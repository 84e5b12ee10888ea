"""A trained network without its last layer: pictures in, numbers out that say what they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.data.check.backbone import Progress
from huoyan.data.dataset import Sample
from huoyan.data.prepare import prepare
from huoyan.errors import EngineError, MissingExtra
from huoyan.preprocess import Preprocess
from huoyan.results import Failure
from huoyan.runtimes.base import Runtime
from huoyan.runtimes.feeding import Prepare, feed
from huoyan.runtimes.onnx import OnnxRuntime
from huoyan.system.cores import available_cores
from huoyan.words import Message

_BATCH = 16
# Layers that a network may have behind its last weights, and those weights themselves.
_LAST = ("Gemm", "MatMul", "Conv")
_BEHIND = ("Add", "Cast", "Div", "Flatten", "Identity", "Mul", "Reshape", "Softmax", "Squeeze", "LogSoftmax")


class GraphBackbone:
    """An ONNX graph up to the input of its last layer. Satisfies `data.check.backbone.Backbone`.

    It runs on onnxruntime in fp32 whatever else is installed, so that equal data gives equal findings.
    """

    def __init__(
        self, graph: Path | bytes, preprocess: Preprocess, name: str, keys: np.ndarray | None = None
    ) -> None:
        """Raises MissingExtra without onnx, EngineError for a graph that ends otherwise."""
        self.name = name
        self.keys = np.empty(0, np.uint64) if keys is None else keys
        self.preprocess = preprocess
        opened, self._tensor = without_last_layer(graph, name)
        self._runtime: Runtime = OnnxRuntime(opened)

    def embed(
        self, samples: Sequence[Sample], progress: Progress | None = None
    ) -> tuple[np.ndarray, Mapping[int, Failure]]:
        """float32 (N, D); rows of the mapping are NaN: their pictures cannot be used."""
        parts: list[np.ndarray] = []
        failures: dict[int, Failure] = {}
        done = 0
        for failed, vectors in self._runs(samples):
            for at, failure in enumerate(failed):
                if failure is not None:
                    failures[done + at] = failure
            parts.append(vectors)
            done += len(failed)
            if progress is not None:
                progress(done, len(samples))
        width = max((part.shape[1] for part in parts), default=0)
        found = np.full((len(samples), width), np.nan, dtype=np.float32)
        rows = [at for at in range(len(samples)) if at not in failures]
        if rows:
            found[rows] = np.concatenate([part for part in parts if len(part)])
        return found, failures

    def _runs(self, samples: Sequence[Sample]) -> Iterator[tuple[tuple[Failure | None, ...], np.ndarray]]:
        pictures: Iterator[Prepare] = (partial(prepare, sample, self.preprocess) for sample in samples)
        for chunk in feed(self._runtime, pictures, batch=_BATCH, workers=available_cores()):
            if not chunk.outputs:
                yield chunk.failures, np.empty((0, 0), np.float32)
                continue
            found = chunk.outputs[self._tensor].astype(np.float32)
            # A map of features, or one vector a token: their mean. NCHW and NLC differ in which axis stays.
            axes = {4: (2, 3), 3: (1,)}.get(found.ndim, ())
            yield chunk.failures, found.mean(axis=axes) if axes else found.reshape(len(found), -1)


def backbone_of(artifact: Artifact) -> GraphBackbone:
    """The network of a model on disk, which knows the pictures of its training and validation again.

    Raises EngineError (engine.backbone) where it looks at regions of a picture only.
    """
    if artifact.manifest.regions is not None:
        told = Message("embed.of_regions", name=artifact.folder)
        raise EngineError(told, code="engine.backbone")
    learnt = artifact.learnt()
    known = learnt.files, learnt.pixels
    keys = [pictures[split] for pictures in known for split in ("train", "val") if split in pictures]
    run = artifact.folder.parent if artifact.folder.name == "model" else artifact.folder
    name = run.resolve().name
    return GraphBackbone(artifact.onnx, artifact.preprocess, name, np.concatenate(keys) if keys else None)


def without_last_layer(graph: Path | bytes, name: str) -> tuple[bytes, str]:
    """The graph with the input of its last layer as its only output, and that output's name.

    The last layer is the Gemm, MatMul or Conv that is met first on the way back from the logits.
    """
    onnx = _onnx()
    try:
        model = onnx.load_from_string(graph) if isinstance(graph, bytes) else onnx.load(str(graph))
    except Exception as error:  # protobuf has an error of its own for every cause
        raise EngineError(
            Message("embed.no_graph", name=name, reason=str(error)), code="engine.model"
        ) from error
    weights = {tensor.name for tensor in model.graph.initializer}
    makers = {output: node for node in model.graph.node for output in node.output}
    tensor = model.graph.output[0].name
    while (node := makers.get(tensor)) is not None:
        given = [each for each in node.input if each in makers and makers[each].op_type != "Constant"]
        if node.op_type in _LAST and given and given[0] not in weights:
            del model.graph.output[:]
            model.graph.output.append(onnx.helper.make_empty_tensor_value_info(given[0]))
            return bytes(model.SerializeToString()), given[0]
        if node.op_type not in _BEHIND or not given:
            break
        tensor = given[0]
    raise EngineError(
        Message("embed.no_linear_end", name=name, end=node.op_type if node else tensor),
        code="engine.backbone",
    )


def _onnx() -> Any:
    try:
        import onnx
    except ImportError as error:
        raise MissingExtra("onnx", "check", Message("embed.from_model")) from error
    return onnx
