"""Networks that say where things are. A new one is a file here and a line in DETECTORS and OPTIONS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from huoyan.learn.networks.detectors import yolo_options, yolox
from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.networks.detectors.faster_rcnn import options as faster_rcnn_options
from huoyan.learn.networks.detectors.yolo import build_yolo
from huoyan.learn.networks.detectors.yolox import build_yolox

Builder = Callable[..., Detector]


class Options(Protocol):
    """Values of a detector. backbone: the name of a network, or "own"."""

    @property
    def backbone(self) -> str: ...


Read = Callable[[str, Mapping[str, Any]], Options]


def _smallest(sizes: Mapping[str, object], build: Builder) -> Builder:
    def of_the_family(name: str, **given: Any) -> Detector:
        return build(next(iter(sizes)), **given)

    return of_the_family


def _of_smallest(sizes: Mapping[str, object], read: Read) -> Read:
    return lambda name, options: read(next(iter(sizes)), options)


def _faster_rcnn(name: str, **given: Any) -> Detector:
    from huoyan.learn.networks.detectors.faster_rcnn.network import build_faster_rcnn  # needs torchvision

    return build_faster_rcnn(name, **given)


# Called with a name and classes, channels, size, options, pretrained; as `networks.NETWORKS`.
DETECTORS: dict[str, Builder] = {
    "yolo": _smallest(yolo_options.SIZES, build_yolo),
    **dict.fromkeys(yolo_options.SIZES, build_yolo),
    "yolox": _smallest(yolox.SIZES, build_yolox),
    **dict.fromkeys(yolox.SIZES, build_yolox),
    "faster_rcnn": _faster_rcnn,
}
# The options of each, read from a recipe's. Raise NetworkError (network.option).
OPTIONS: dict[str, Read] = {
    "yolo": _of_smallest(yolo_options.SIZES, yolo_options.parse_options),
    **dict.fromkeys(yolo_options.SIZES, yolo_options.parse_options),
    "yolox": yolox.parse_options,
    **dict.fromkeys(yolox.SIZES, yolox.parse_options),
    "faster_rcnn": faster_rcnn_options.parse_options,
}
