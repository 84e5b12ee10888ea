"""The network that a training begins with: its shape, its first layer, the weights that it starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

import numpy as np
from torch import nn

from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.data.dataset import Dataset
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.fine_tuning.frozen_front import freeze_front, frozen_stages
from huoyan.learn.networks import NETWORKS
from huoyan.learn.networks.backbones.folded import was_folded
from huoyan.learn.networks.backbones.stages import stages_of
from huoyan.learn.networks.clips.asked import clip_shape_of
from huoyan.learn.networks.clips.build import MOTION_CNN, STEP_VALUES
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.normalised_clips import normalised_for
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.yolo_options import OWN
from huoyan.learn.networks.libraries.facts import normalisation, origin_in_library
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.load import classifier_layers
from huoyan.learn.plan.plan import Plan
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.weights.carded import origins_of_weights, prefix_of
from huoyan.runs.recipe import Recipe
from huoyan.words import Message

# Pictures from which the mean and deviation of the channels are taken.
MEASURED = 4000


@runtime_checkable
class Knowing(Protocol):
    """A network that says which of its parameters began with weights that were trained, by their names."""

    known: frozenset[str]


def starting_network(
    plan: Plan,
    train: Dataset,
    mean: tuple[float, ...],
    std: tuple[float, ...],
    note: Callable[[Message], None],
) -> Normalised:
    """The network for the training pictures, with its first weights; what became of these is noted."""
    recipe = plan.recipe
    shape = NetworkShape(
        recipe.model,
        recipe.options,
        plan.preprocess.channels if plan.clip is None else plan.clip.shape[-1],
        plan.preprocess.height,
        recipe.pretrained,
        recipe.weights,
        note,
        prefix_of(recipe.weights, recipe.card),
        clip_shape_of(recipe),
    )
    inner = TRAIN_TASKS[recipe.task].network(shape, train.classes, train)
    network = normalised_for(inner, mean, std)
    if recipe.freeze:
        note(_freeze(inner, recipe.model) if plan.clip is None else _freeze_frames(inner, recipe.model))
    if recipe.values().get("start") == "head":
        stages = frozen_stages(inner)
        freeze_front(inner, stages)
        note(Message("start.frozen_stages", n=stages, of=len(stages_of(inner))))
        network.keep_statistics()
    elif recipe.freeze or (recipe.weights is not None and _is_folded(inner)):
        network.keep_statistics()
        note(Message("start.kept_statistics"))
    return network


def begins_whole(network: nn.Module) -> bool:
    """Whether the network says that no weights of it began at random."""
    names = (name for name, _ in network.named_parameters())
    return isinstance(network, Knowing) and network.known.issuperset(names)


def channel_statistics(recipe: Recipe, pixels: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation of each channel, of 0..1 pixels; of rows of numbers (N, values) in their own units.

    Given by the user; else what the pretrained weights expect; else measured on `pixels` (N, H, W, C).
    """
    if recipe.mean is not None and recipe.std is not None:
        if len(recipe.mean) not in (1, pixels.shape[-1]):
            raise UsageError(
                Message(
                    "start.mean_of_channels",
                    mean=str(recipe.mean),
                    n=len(recipe.mean),
                    channels=pixels.shape[-1],
                ),
                code="usage.recipe",
            )
        return recipe.mean, recipe.std
    if pixels.ndim == 2:
        return _of_rows(pixels)
    foreign = _of_library(recipe) if recipe.pretrained or recipe.weights is not None else None
    known = None if foreign is None else normalisation(foreign)
    if known is not None:
        return known
    mean, std = _measured(pixels[:: max(1, len(pixels) // MEASURED)])
    # Four digits read well in recipe.toml; a blank data set must not divide by zero.
    return tuple(round(float(m), 4) for m in mean), tuple(max(0.01, round(float(s), 4)) for s in std)


def _of_rows(rows: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Five digits read well in recipe.toml; what never changes must not divide by zero."""
    mean, std = rows.mean(axis=0, dtype=np.float64), rows.std(axis=0, dtype=np.float64)
    deviations = (float(f"{s:.5g}") for s in std)
    return tuple(float(f"{m:.5g}") for m in mean), tuple(s if s > 0 else 1.0 for s in deviations)


def _measured(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of uint8 (N, H, W, C): by how often each value comes, ten times as fast as over all of them."""
    counts = np.zeros((pixels.shape[-1], 256), dtype=np.int64)
    for picture in pixels:
        for channel, plane in enumerate(np.moveaxis(picture, -1, 0)):
            counts[channel] += np.bincount(plane.ravel(), minlength=256)
    values, shares = np.arange(256) / 255, counts / counts.sum(axis=1, keepdims=True)
    mean = shares @ values
    return mean, np.sqrt((shares * (values - mean[:, None]) ** 2).sum(axis=1))


def _of_library(recipe: Recipe) -> str | None:
    """The network, or the backbone of the detector, that is of a library; None where all of it is ours."""
    name = recipe.options.get("backbone", OWN) if recipe.model in DETECTORS else recipe.model
    return None if name in (*NETWORKS, OWN, MOTION_CNN, STEP_VALUES) else str(name)


def origins_of(recipe: Recipe) -> tuple[WeightsOrigin, ...]:
    """Whose weights the training begins from; () for random ones."""
    if recipe.weights is not None:
        return origins_of_weights(recipe.weights, recipe.card)
    return (origin_in_library(_of_library(recipe) or recipe.model),) if recipe.pretrained else ()


def _is_folded(network: nn.Module) -> bool:
    """Whether every batch norm was folded into its convolution before the weights were saved.

    Statistics of the batch would undo what such weights know.
    """
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    kept = [(norm.running_mean, norm.running_var) for norm in norms]
    return bool(kept) and all(
        mean is not None and variance is not None and was_folded(mean, variance) for mean, variance in kept
    )


def _freeze_frames(network: nn.Module, name: str) -> Message:
    """Trains, of what sees a frame, the last layer only, and all that reads the frames over time."""
    assert isinstance(network, ClipNetwork)
    _freeze(network.frame, name)
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    return Message("start.frozen_frames", n=sum(parameter.numel() for parameter in trained))


def _freeze(network: nn.Module, name: str) -> Message:
    """Trains the last layer only, each head of it."""
    last = classifier_layers(network)
    if not last:
        raise NetworkError(Message("start.nothing_to_freeze", name=name), code="network.freeze")
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    trained = [parameter for layer in last for parameter in layer.parameters()]
    for parameter in trained:
        parameter.requires_grad_(True)
    return Message("start.frozen", n=sum(parameter.numel() for parameter in trained))
