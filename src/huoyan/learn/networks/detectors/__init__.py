"""Networks that say where things are. A new one is a file here and a line in DETECTORS."""

from __future__ import annotations

from collections.abc import Callable

from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.networks.detectors.yolo import build_yolo
from huoyan.learn.networks.detectors.yolox import SIZES, build_yolox

Builder = Callable[..., Detector]

# Called with a name and classes, channels, size, options, pretrained; as `networks.NETWORKS`.
DETECTORS: dict[str, Builder] = {"yolo": build_yolo, **dict.fromkeys(SIZES, build_yolox)}
