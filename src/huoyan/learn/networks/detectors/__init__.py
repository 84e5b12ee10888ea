"""Networks that say where things are. A new one is a file here and a line in DETECTORS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.networks.detectors.yolo import build_yolo
from huoyan.learn.networks.detectors.yolox import SIZES, build_yolox

Builder = Callable[..., Detector]


def _smallest_yolox(name: str, **given: Any) -> Detector:
    return build_yolox(next(iter(SIZES)), **given)


# Called with a name and classes, channels, size, options, pretrained; as `networks.NETWORKS`.
DETECTORS: dict[str, Builder] = {
    "yolo": build_yolo,
    "yolox": _smallest_yolox,
    **dict.fromkeys(SIZES, build_yolox),
}
