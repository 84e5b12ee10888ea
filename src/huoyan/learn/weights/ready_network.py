"""A file of weights as a network that answers, by its card: uint8 pictures in, logits out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.errors import EngineError, NetworkError, UsageError
from huoyan.preprocess import Preprocess
from huoyan.runs.weight_cards.card import Card
from huoyan.system.silent_onnxruntime import silent_onnxruntime
from huoyan.words import Listed, Message

SIDE = 224  # where neither the card nor the library says it


@dataclass(frozen=True, slots=True)
class ReadyNetwork:
    """`logits` takes uint8 (N, height, width, channels), RGB or grey, and gives float32 (N, classes)."""

    logits: Callable[[np.ndarray], np.ndarray]
    classes: int
    preprocess: Preprocess


def ready_network(file: Path, card: Card) -> ReadyNetwork:
    """Raises UsageError (usage.card) where the card does not say enough, NetworkError, EngineError."""
    if card.network.library == "other":
        told = Message("card.not_built_other", file=file, network=card.network.name)
        raise UsageError(told, code="usage.card")
    if card.input.normalisation is None:
        raise UsageError(Message("card.no_range", file=file), code="usage.card")
    return _graph(file, card) if card.network.library == "onnx" else _network(file, card)


def preprocess_by_card(card: Card, side: int) -> Preprocess:
    """How a photo becomes the network's picture; `side` where the card names no sides."""
    given = card.input
    return Preprocess(
        height=given.height or given.width or side,
        width=given.width or given.height or side,
        fit=given.fit,
        interpolation=given.interpolation,
        colour="grey" if given.colour == "grey" else "rgb",
        crop_ratio=given.crop_ratio,
    )


def _network(file: Path, card: Card) -> ReadyNetwork:
    import torch

    from huoyan.learn.networks import build
    from huoyan.learn.networks.libraries.facts import input_size
    from huoyan.learn.networks.normalised import Normalised
    from huoyan.learn.networks.weight_files.load import load_weights
    from huoyan.learn.networks.weight_files.state_files import read_state

    preprocess = preprocess_by_card(card, input_size(card.model) or SIDE)
    classes = card.output.classes or len(list(read_state(file).values())[-1])
    network = build(
        card.model,
        classes=classes,
        channels=card.input.channels,
        size=preprocess.height,
        options=card.options,
    )
    loaded = load_weights(network, file, card.keys.prefix)
    if loaded.missing:
        names = Listed(loaded.missing)
        raise NetworkError(Message("weights.not_whole", file=file, names=names), code="network.weights")
    mean, std = card.input.normalisation or ((0.0,), (1.0,))
    whole = Normalised(network, mean, std).eval()
    turned = card.input.colour == "bgr"

    def logits(pictures: np.ndarray) -> np.ndarray:
        ordered = np.ascontiguousarray(pictures[..., ::-1]) if turned else pictures
        with torch.inference_mode():
            found: np.ndarray = whole(torch.from_numpy(ordered)).numpy()
        return found

    return ReadyNetwork(logits, classes, preprocess)


def _graph(file: Path, card: Card) -> ReadyNetwork:
    onnxruntime = silent_onnxruntime()
    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(file), settings, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has an error of its own for every cause
        told = Message("weights.no_graph", file=file, reason=str(error))
        raise EngineError(told, code="engine.model") from error
    given, output = session.get_inputs()[0], session.get_outputs()[0]
    classes = output.shape[-1]
    if len(given.shape) != 4 or len(output.shape) != 2 or not isinstance(classes, int):
        shapes = {"given": str(given.shape), "found": str(output.shape)}
        raise EngineError(Message("weights.no_classifier", file=file, **shapes), code="engine.model")
    mean, std = (np.array(x, np.float32) for x in card.input.normalisation or ((0.0,), (1.0,)))
    channels_first = given.shape[1] in (1, 3)

    def logits(pictures: np.ndarray) -> np.ndarray:
        ordered = pictures[..., ::-1] if card.input.colour == "bgr" else pictures
        scaled = (ordered.astype(np.float32) / 255 - mean) / std
        fed = np.ascontiguousarray(scaled.transpose(0, 3, 1, 2) if channels_first else scaled)
        return _in_batches(session, given, fed)

    sides = given.shape[2:] if channels_first else given.shape[1:3]
    side = next((side for side in sides if isinstance(side, int)), SIDE)
    return ReadyNetwork(logits, classes, preprocess_by_card(card, side))


def _in_batches(session: Any, given: Any, fed: np.ndarray) -> np.ndarray:
    """As many pictures a call as the graph takes."""
    step = given.shape[0] if isinstance(given.shape[0], int) else len(fed)
    rows = [fed[at : at + step] for at in range(0, len(fed), step)]
    answers = []
    for part in rows:
        padded = np.concatenate([part, np.repeat(part[-1:], step - len(part), axis=0)])
        answers.append(session.run(None, {given.name: padded})[0][: len(part)])
    return np.concatenate(answers)
