"""A network by its name and weights as a backbone of `huoyan check`: exported, then run without PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from huoyan.embed import GraphBackbone
from huoyan.errors import UsageError
from huoyan.learn.global_settings import own_settings
from huoyan.learn.networks import build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.timm import input_size, normalisation
from huoyan.learn.networks.weights import load_weights
from huoyan.learn.ship.onnx_export import export_onnx
from huoyan.preprocess import Preprocess

SIDE = 224  # where timm does not say what a network was made for
CLASSES = 2  # of the head that is cut off again


@own_settings()
def named_backbone(
    name: str,
    *,
    weights: str | Path | None = None,
    pretrained: bool = False,
    options: Mapping[str, Any] | None = None,
    mean: tuple[float, ...] | None = None,
    std: tuple[float, ...] | None = None,
    say: Callable[[str], None],
) -> GraphBackbone:
    """Any network of timm with weights that know pictures; mean and std as they were trained with.

    Random weights know nothing: UsageError without any. Raises NetworkError, DownloadError.
    """
    if weights is None and not pretrained:
        raise UsageError(
            f"{name} has no weights to look with. Give --weights FILE, or --pretrained to download timm's.",
            code="usage.backbone",
        )
    if (mean is None) != (std is None):
        raise UsageError("--mean and --std go together; give both or none.", code="usage.backbone")
    if any(sides is not None and len(sides) not in (1, 3) for sides in (mean, std)):
        raise UsageError(
            "--mean and --std take three numbers, red, green and blue, or one.", code="usage.backbone"
        )
    side = input_size(name) or SIDE
    network = build(
        name, classes=CLASSES, channels=3, size=side, options=dict(options or {}), pretrained=pretrained
    )
    if weights is not None:
        say(f"{weights}: {load_weights(network, weights).sentence()}")
    if mean is None or std is None:
        mean, std = normalisation(name) or ((0.5,) * 3, (0.5,) * 3)
    graph = export_onnx(Normalised(network, mean, std), ["features"], channels=3, size=side)
    return GraphBackbone(graph, Preprocess(side, side, "squash"), name)
