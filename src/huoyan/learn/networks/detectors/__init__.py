"""Networks that say where things are. A new one is a file here and a line in DETECTORS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.networks.detectors.faster_rcnn.network import build_faster_rcnn
from huoyan.learn.networks.detectors.yolo import build_yolo
from huoyan.learn.networks.detectors.yolo_options import SIZES as YOLO_SIZES
from huoyan.learn.networks.detectors.yolox import SIZES as YOLOX_SIZES
from huoyan.learn.networks.detectors.yolox import build_yolox

Builder = Callable[..., Detector]


def _smallest(sizes: Mapping[str, object], build: Builder) -> Builder:
    def of_the_family(name: str, **given: Any) -> Detector:
        return build(next(iter(sizes)), **given)

    return of_the_family


# Called with a name and classes, channels, size, options, pretrained; as `networks.NETWORKS`.
DETECTORS: dict[str, Builder] = {
    "yolo": _smallest(YOLO_SIZES, build_yolo),
    **dict.fromkeys(YOLO_SIZES, build_yolo),
    "yolox": _smallest(YOLOX_SIZES, build_yolox),
    **dict.fromkeys(YOLOX_SIZES, build_yolox),
    "faster_rcnn": build_faster_rcnn,
}
