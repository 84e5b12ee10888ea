"""A network by its name and weights as a backbone of `huoyan check`: exported, then run without PyTorch."""

from __future__ import annotations

from huoyan.data.say import Say
from huoyan.embed import GraphBackbone
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.networks import build
from huoyan.learn.networks.backbones.exported_backbone import backbone_graph, check_known
from huoyan.learn.networks.libraries.facts import SIDE, input_size
from huoyan.learn.networks.weight_files.load import load_weights
from huoyan.learn.weights.carded import network_by_card, prefix_of
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Message

_CLASSES = 2  # of the head that is cut off again


@own_settings()
def named_backbone(name: str, asked: NamedNetwork, say: Say) -> GraphBackbone:
    """Any network of timm with weights that know pictures.

    Random weights know nothing: UsageError without any. Raises NetworkError, DownloadError.
    """
    check_known(name, asked)
    asked = network_by_card(name, asked, say)
    side = input_size(name) or SIDE
    network = build(
        name,
        classes=_CLASSES,
        channels=3,
        size=side,
        options=dict(asked.options),
        pretrained=asked.pretrained,
    )
    if asked.weights is not None:
        prefix = prefix_of(asked.weights, asked.card)
        sentence = load_weights(network, asked.weights, prefix).sentence()
        say(Message("backbone.weights", weights=asked.weights, sentence=sentence))
    graph = backbone_graph(name, network, asked, side).model
    return GraphBackbone(graph, Preprocess(side, side, "squash"), name)
