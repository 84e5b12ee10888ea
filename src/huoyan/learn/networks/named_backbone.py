"""A network by its name and weights as a backbone of `huoyan check`: exported, then run without PyTorch."""

from __future__ import annotations

from huoyan.data.say import Say
from huoyan.embed import GraphBackbone
from huoyan.errors import UsageError
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.networks import build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.timm import input_size, normalisation
from huoyan.learn.networks.weight_files.load import load_weights
from huoyan.learn.ship.onnx_export import export_onnx
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Message

_SIDE = 224  # where timm does not say what a network was made for
_CLASSES = 2  # of the head that is cut off again


@own_settings()
def named_backbone(name: str, asked: NamedNetwork, say: Say) -> GraphBackbone:
    """Any network of timm with weights that know pictures.

    Random weights know nothing: UsageError without any. Raises NetworkError, DownloadError.
    """
    if not asked.weighted:
        raise UsageError(Message("backbone.no_weights", name=name), code="usage.backbone")
    mean, std = asked.mean, asked.std
    if (mean is None) != (std is None):
        raise UsageError(Message("backbone.mean_and_std_together"), code="usage.backbone")
    if any(sides is not None and len(sides) not in (1, 3) for sides in (mean, std)):
        raise UsageError(Message("backbone.channels"), code="usage.backbone")
    side = input_size(name) or _SIDE
    network = build(
        name,
        classes=_CLASSES,
        channels=3,
        size=side,
        options=dict(asked.options),
        pretrained=asked.pretrained,
    )
    if asked.weights is not None:
        sentence = load_weights(network, asked.weights).sentence()
        say(Message("backbone.weights", weights=asked.weights, sentence=sentence))
    if mean is None or std is None:
        mean, std = normalisation(name) or ((0.5,) * 3, (0.5,) * 3)
    graph = export_onnx(Normalised(network, mean, std), ["features"], channels=3, size=side)
    return GraphBackbone(graph, Preprocess(side, side, "squash"), name)
