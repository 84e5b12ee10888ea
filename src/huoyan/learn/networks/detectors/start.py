"""A detector with its first weights: random ones, those of a file of ours, or those of YOLOX's authors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huoyan.errors import NetworkError
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.networks.detectors.coco_classes import COCO, coco_indices
from huoyan.learn.networks.detectors.yolox import Yolox
from huoyan.learn.networks.detectors.yolox_weights import YoloxWeights, load, read_yolox
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.load import load_weights
from huoyan.learn.options import yes_or_no
from huoyan.words import Listed, Message

ONNX = ".onnx"


def starting_detector(shape: NetworkShape, labels: Sequence[str]) -> Detector:
    """For things of these classes. Raises NetworkError (network.unknown, network.option, network.weights)."""
    if shape.name not in DETECTORS:
        told = Message("network.no_detector", name=shape.name, known=Listed(DETECTORS, None))
        raise NetworkError(told, code="network.unknown")
    network = DETECTORS[shape.name](
        shape.name,
        classes=len(labels),
        channels=shape.channels,
        size=shape.size,
        options=shape.options,
        pretrained=shape.pretrained,
    )
    if shape.weights is not None:
        loaded = _load(network, shape, Path(shape.weights), labels)
        shape.note(Message("start.weights", file=shape.weights, loaded=loaded))
    return network


def _load(network: Detector, shape: NetworkShape, file: Path, labels: Sequence[str]) -> Message:
    if file.suffix != ONNX:
        return load_weights(network, file, shape.prefix).sentence()
    weights = read_yolox(file)
    if not (isinstance(network, Yolox) and _is_of(weights, shape)):
        told = Message("network.not_of_yolox", file=file, name=shape.name, size=weights.size)
        raise NetworkError(told, code="network.weights")
    known = coco_indices(labels) if weights.classes == len(COCO) else [None] * len(labels)
    load(network, weights, known)
    same = [label for label, at in zip(labels, known, strict=True) if at is not None]
    return Message("weights.of_yolox", n=len(weights.layers), known=Listed(same, 5) if same else "-")


def options_of(weights: YoloxWeights) -> dict[str, Any]:
    """Of the network that the file is for."""
    return {"size": weights.size, "norms": False}


def _is_of(weights: YoloxWeights, shape: NetworkShape) -> bool:
    given = {"size": "nano", "norms": True, **shape.options}
    own = options_of(weights)
    return given["size"] == own["size"] and yes_or_no("norms", given["norms"]) == own["norms"]
