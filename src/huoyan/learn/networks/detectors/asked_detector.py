"""Whether what a recipe asks for is a detector, and its weights are some that it can begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

from huoyan.artifact.names import MANIFEST, MODEL_FOLDER, WEIGHTS
from huoyan.artifact.read import open_artifact
from huoyan.data.home_folder import at_home
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.heads import HEADS
from huoyan.learn.networks.asked_network import check_name
from huoyan.learn.networks.cnn_options import CNN_PRESETS
from huoyan.learn.networks.detectors import DETECTORS, OPTIONS
from huoyan.learn.networks.detectors.base import own_backbone
from huoyan.learn.networks.detectors.start import ONNX, not_of_yolox
from huoyan.learn.networks.detectors.yolo_options import OWN
from huoyan.learn.networks.detectors.yolox_weights import read_yolox
from huoyan.learn.networks.rnn.options import RNN_PRESETS
from huoyan.learn.networks.weight_files.state_files import read_state
from huoyan.learn.on_features import FINDERS
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message

# What is trained where nothing is known, and the first name of those that begin with a file of YOLOX.
SCRATCH, KNOWING = "yolo", "yolox"
# All that boxes can be trained with.
KNOWN = (*DETECTORS, *FINDERS)


def check_detector(recipe: Recipe) -> None:
    """Raises UsageError (usage.recipe, usage.weights), NetworkError (network.unknown, network.option,
    network.pretrained, network.weights).
    """
    if recipe.model in HEADS or recipe.features is not None:
        raise _of_heads(recipe)
    if recipe.model != "auto" and recipe.model not in DETECTORS:
        raise no_detector(recipe.model)
    model = SCRATCH if recipe.model == "auto" else recipe.model
    if recipe.weights is not None:
        _check_weights(at_home(recipe.weights), recipe)
    else:
        options = OPTIONS[model](model, recipe.options)
        if recipe.pretrained and options.backbone == OWN:
            raise own_backbone(model)


def no_detector(name: str) -> NetworkError:
    """Raises what `check_name` raises for one that is no network at all."""
    known = Listed(KNOWN, None)
    if name in RNN_PRESETS:
        return NetworkError(Message("network.no_detector", name=name, known=known), code="network.unknown")
    if name not in CNN_PRESETS:
        check_name(name)
    return NetworkError(
        Message("network.no_detector_but_backbone", name=name, known=known), code="network.unknown"
    )


def _of_heads(recipe: Recipe) -> UsageError:
    flags = [f"--model {recipe.model}"] if recipe.model in HEADS else []
    flags += [f"--features {recipe.features}"] if recipe.features is not None else []
    told = Message("plan.boxes_need_a_detector", flags=Listed(flags, None, "and"), known=Listed(KNOWN, None))
    return UsageError(told, code="usage.recipe")


def _check_weights(weights: Path, recipe: Recipe) -> None:
    if weights.is_dir():
        raise UsageError(_no_folder(weights), code="usage.weights")
    if weights.suffix == ONNX:
        read_yolox(weights)
        if recipe.model != "auto" and not recipe.model.startswith(KNOWING):
            raise not_of_yolox(weights, recipe.model)
        return
    if recipe.model != "auto" or recipe.options.get("backbone", OWN) != OWN:
        return
    read_state(weights)
    name = network_trained_here(weights)
    if name is None:
        raise UsageError(Message("plan.weights_of_which_detector", file=weights), code="usage.weights")
    if name not in DETECTORS:
        raise UsageError(
            Message("plan.weights_of_no_detector", file=weights, name=name), code="usage.weights"
        )


def network_trained_here(weights: Path) -> str | None:
    """Of the model whose weights these are; None for any other file."""
    if not (weights.parent / MANIFEST).is_file():
        return None
    return open_artifact(weights.parent).manifest.network.name


def _no_folder(folder: Path) -> Message:
    found = [
        file
        for file in (folder / WEIGHTS, folder / MODEL_FOLDER / WEIGHTS, *sorted(folder.glob(f"*{ONNX}")))
        if file.is_file()
    ]
    if found:
        return Message("plan.detector_of_folder", folder=folder, file=shlex.quote(str(found[0])))
    return Message("plan.detector_of_no_folder", folder=folder)
