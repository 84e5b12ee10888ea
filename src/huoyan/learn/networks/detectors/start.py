"""A detector with its first weights: random ones, those of a file of ours, or those of YOLOX's authors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huoyan.errors import NetworkError
from huoyan.learn.networks.backbones.feature_maps import FeatureMaps
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.networks.detectors.yolox import Yolox
from huoyan.learn.networks.detectors.yolox_weights import start_from
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.load import LoadReport, load_weights
from huoyan.words import Listed, Message

# The part of a detector that a classifier may be.
BACKBONE = "backbone"
# The ending of files of YOLOX's authors.
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
    if shape.pretrained:
        network.known = frozenset(_names(network, BACKBONE))
    if shape.weights is not None:
        loaded = _load(network, shape, Path(shape.weights), labels)
        shape.note(Message("start.weights", file=shape.weights, loaded=loaded))
    return network


def _load(network: Detector, shape: NetworkShape, file: Path, labels: Sequence[str]) -> Message:
    if file.suffix != ONNX:
        return _state(network, file, shape.prefix).sentence()
    if not isinstance(network, Yolox):
        raise not_of_yolox(file, shape.name)
    said = start_from(network, file, labels)
    network.known = frozenset(_names(network))
    return said


def _state(network: Detector, file: Path, prefix: str) -> LoadReport:
    """Weights of the detector, or of the classifier that its backbone is of."""
    try:
        report, given, at = load_weights(network, file, prefix), _names(network), ""
    except NetworkError:
        backbone = getattr(network, BACKBONE, None)
        if not isinstance(backbone, FeatureMaps):
            raise
        report, given, at = backbone.load(file, prefix), _names(network, BACKBONE), f"{BACKBONE}.network."
    network.known |= set(given) - {at + name for name in report.missing}
    return report


def _names(network: Detector, part: str = "") -> list[str]:
    """Of the parameters of a part of it."""
    return [name for name, _ in network.named_parameters() if not part or name.startswith(f"{part}.")]


def not_of_yolox(file: Path, name: str) -> NetworkError:
    return NetworkError(Message("network.not_of_yolox", file=file, name=name), code="network.weights")
