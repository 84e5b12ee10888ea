"""YOLOX as its authors export it: blue first, at the top left of grey, boxes still to be decoded.

Of each place it gives 4 + 1 + classes numbers: the middle from the place's corner and the logarithms of the
sides, in strides, whether there is a thing, and which, both 0..1 (github.com/Megvii-BaseDetection/YOLOX,
demo/ONNXRuntime, describes it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper

from huoyan.artifact.manifest import Network, read_task
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.graph_builder import GraphBuilder, Output
from huoyan.learn.imports.foreign import Foreign, ForeignSession, not_of_kind
from huoyan.learn.imports.picture_input import picture_sides, read_model, taking_pictures
from huoyan.learn.networks import count_parameters
from huoyan.learn.networks.detectors.base import MOST_FOUND
from huoyan.learn.networks.detectors.coco_classes import COCO
from huoyan.learn.networks.detectors.yolox import STRIDES
from huoyan.learn.networks.detectors.yolox_weights import MEAN, STD, network_of, read_yolox
from huoyan.learn.networks.normalised import Normalised
from huoyan.preprocess import PAD_GREY, Preprocess
from huoyan.tasks.base import Outputs, Task
from huoyan.words import Message

# What a place says before its classes.
_BEFORE = 5
# Of boxes that are decoded already, the middles are not some strides but hundreds of pixels.
_FAR = 16.0
# Scores of one network in two engines are nearer than that.
_SAME = 1e-3


def import_yolox(file: Path, labels: Sequence[str] | None) -> Foreign:
    """A YOLOX of any size, with maps of 1/8, 1/16 and 1/32; see `ImportKind`."""
    model = read_model(file)
    height, width = picture_sides(model, file)
    session = ForeignSession(model, file)
    cells = _cells(height, width)
    grey = np.full((1, height, width, 3), PAD_GREY, np.uint8)
    said = session(_planes(grey))
    classes = _classes(said, cells, file)
    names = list(labels) if labels is not None else _usual(classes, file)
    if len(names) != classes:
        told = Message("imported.labels", file=file, classes=classes, labels=len(names))
        raise UsageError(told, code="usage.labels")
    known = _known(file, grey, said)
    network, weights = _foreign_network(model) if known is None else known

    def answer(pixels: np.ndarray) -> Outputs:
        return _found(np.concatenate([session(each[None]) for each in _planes(pixels)]), cells)

    def shown(outputs: Outputs) -> Outputs:
        """Unsure boxes may be larger than the picture by any factor, and rounded accordingly."""
        return {**outputs, "boxes": outputs["boxes"].clip(0, [width, height, width, height])}

    return Foreign(
        _with_decoding(model, cells),
        _task(names),
        _task(names, thresholds=[0.0], nms_iou=None, most=MOST_FOUND),
        shown,
        Preprocess(height, width, "corner"),
        network,
        weights,
        answer,
    )


def _task(labels: list[str], **values: object) -> Task:
    return read_task({"name": "detect", "labels": labels, **values})


def _usual(classes: int, file: Path) -> list[str]:
    """The names of COCO, where their number is right. Raises UsageError (usage.labels)."""
    if classes != len(COCO):
        raise UsageError(Message("imported.no_labels", file=file, classes=classes), code="usage.labels")
    return list(COCO)


def _planes(pixels: np.ndarray) -> np.ndarray:
    """As the file takes them: float32 (N, 3, H, W), blue first."""
    return np.ascontiguousarray(pixels[..., ::-1].transpose(0, 3, 1, 2), np.float32)


def _cells(height: int, width: int) -> np.ndarray:
    """Column, row and stride of each place, float32 (A, 3)."""
    parts = []
    for stride in STRIDES:
        row, column = np.mgrid[: height // stride, : width // stride].astype(np.float32)
        parts.append(np.stack([column, row, np.full_like(row, stride)], axis=2).reshape(-1, 3))
    return np.concatenate(parts)


def _classes(said: np.ndarray, cells: np.ndarray, file: Path) -> int:
    """How many the model knows, of what it says to a picture, where that is what a YOLOX says."""
    if said.ndim != 3 or said.shape[1] != len(cells) or said.shape[2] <= _BEFORE:
        told = Message("imported.no_places", file=file, found=list(said.shape), places=len(cells))
        raise not_of_kind(told)
    sure = said[..., 4:]
    if not np.isfinite(said).all() or sure.min() < 0 or sure.max() > 1:
        raise not_of_kind(Message("imported.no_shares", file=file))
    if np.median(np.abs(said[..., :2])) > _FAR:
        raise not_of_kind(Message("imported.decoded", file=file))
    return int(said.shape[2]) - _BEFORE


def _found(said: np.ndarray, cells: np.ndarray) -> dict[str, np.ndarray]:
    """What was said (N, A, 5 + C), decoded step by step: the surest of each picture, the surest first."""
    middles = (said[..., :2] + cells[:, :2]) * cells[:, 2:]
    halves = np.exp(said[..., 2:4]) * cells[:, 2:] / 2
    boxes = np.concatenate([middles - halves, middles + halves], axis=2)
    scores = said[..., _BEFORE:].max(axis=2) * said[..., 4]
    classes = said[..., _BEFORE:].argmax(axis=2)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :MOST_FOUND]
    return {
        "boxes": np.take_along_axis(boxes, order[..., None], axis=1).astype(np.float32),
        "scores": np.take_along_axis(scores, order, axis=1).astype(np.float32),
        "classes": np.take_along_axis(classes, order, axis=1),
    }


def _with_decoding(model: onnx.ModelProto, cells: np.ndarray) -> bytes:
    """The graph with pictures of ours before it, and behind it the same as `_found` does."""
    graph, said = GraphBuilder.after(bytes(taking_pictures(model, bgr=True).SerializeToString()))

    def columns(first: int, end: int) -> str:
        limits = (graph.constant(np.array([each])) for each in (first, end, 2))
        return graph.add("Slice", said, *limits)

    def surest(values: str, count: int, axis: int) -> list[str]:
        return graph.many("TopK", 2, values, graph.constant(np.array([count])), axis=axis)

    corners, strides = graph.constant(cells[:, :2]), graph.constant(cells[:, 2:])
    middles = graph.add("Mul", graph.add("Add", columns(0, 2), corners), strides)
    half_strides = graph.constant(cells[:, 2:] / 2)
    halves = graph.add("Mul", graph.add("Exp", columns(2, 4)), half_strides)
    sides = [graph.add("Sub", middles, halves), graph.add("Add", middles, halves)]
    boxes = graph.add("Concat", *sides, axis=2)
    sure, kinds = surest(columns(_BEFORE, np.iinfo(np.int64).max), 1, 2)
    most = min(MOST_FOUND, len(cells))
    scores, at = surest(graph.add("Mul", sure, columns(4, 5)), most, 1)
    flat = graph.constant(np.array([0, most]))
    return graph.model(
        boxes=Output(
            graph.add("GatherElements", boxes, graph.add("Concat", at, at, at, at, axis=2), axis=1), (most, 4)
        ),
        scores=Output(graph.add("Reshape", scores, flat), (most,)),
        classes=Output(
            graph.add("Reshape", graph.add("GatherElements", kinds, at, axis=1), flat),
            (most,),
            TensorProto.INT64,
        ),
    )


def _known(
    file: Path, picture: np.ndarray, said: np.ndarray
) -> tuple[Network, Mapping[str, np.ndarray]] | None:
    """The network of ours that the file holds, to train on, where it says to a picture what the file says."""
    try:
        weights = read_yolox(file)
    except NetworkError:
        return None
    whole = Normalised(network_of(weights), MEAN, STD).eval()
    with torch.inference_mode():
        own = whole(torch.from_numpy(picture))
    sure = torch.cat([own.things.unsqueeze(2), own.classes], dim=2).sigmoid().numpy()
    if not np.allclose(sure, said[..., 4:], atol=_SAME):
        return None
    count = count_parameters(whole)
    network = Network(name=weights.name, options={"norms": False}, mean=MEAN, std=STD, parameters=count)
    return network, {name: tensor.numpy() for name, tensor in whole.state_dict().items()}


def _foreign_network(model: onnx.ModelProto) -> tuple[Network, Mapping[str, np.ndarray]]:
    """The file's own tensors: they are kept, but nothing of ours can be trained on them."""
    held = {each.name: np.array(numpy_helper.to_array(each)) for each in model.graph.initializer}
    count = sum(each.size for each in held.values() if each.dtype.kind == "f")
    return Network(name="onnx", mean=(0.0,), std=(1.0,), parameters=count), held
