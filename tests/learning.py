"""What trains in tests: small networks behind the loss, the variation and the validator of their task."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from huoyan.clips import ClipSteps
from huoyan.data.dataset import Dataset
from huoyan.data.prepare import prepare
from huoyan.learn.augment import PRESETS, Augmentation
from huoyan.learn.feed.clip_feed import ClipFeed, told_lengths, with_steps
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fit.learner import Learner, Part
from huoyan.learn.networks.clips import CLIP_NETWORKS
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.motion_cnn import MotionCnn
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.tasks.classify import TrainClassify
from huoyan.learn.tasks.clip import TrainClip
from huoyan.learn.tasks.detect import TrainDetect
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import recipe_from
from things import CLASSES, SIDE, TINY, things

# All that joins pictures: mosaics, mixed ones, pasted things.
STRONG_BOXES: dict[str, Any] = {"scale": 0.4, "mosaic": 0.6, "mixup": 0.5, "copy_paste": 0.5}
# Detectors, and what makes each small.
SMALL: dict[str, dict[str, Any]] = {
    "yolo": TINY["options"],
    "yolox_nano": {},
    "faster_rcnn": {"backbone": "cnn", "width": 16, "hidden": 16, "candidates": 16, "proposals": 8},
}


def class_learner(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    augmentation: Augmentation,
    *,
    classes: int = 2,
    loss: Loss | None = None,
) -> Learner:
    """One class a picture, by cross-entropy unless another loss is given."""
    task, made = TrainClassify(), Dataset("made", tuple(map(str, range(classes))), ())
    recipe = recipe_from({"task": "classify", "imbalance": "none"})

    return Learner(
        network,
        optimizer,
        loss or build_loss("cross-entropy", multilabel=False, label_smoothing=0.0, classes=classes),
        task.augment(recipe, augmentation, made),
        partial(task.validator, recipe),
    )


def detector(name: str) -> Detector:
    return DETECTORS[name](name, classes=len(CLASSES), channels=3, size=SIDE, options=SMALL[name])


def scenes(n: int, seed: int) -> Part:
    """Pictures of `things`, the first and every eighth without any."""
    data = things(n, seed)
    prepared = [prepare(sample, Preprocess(SIDE, SIDE)) for sample in data.samples]
    pixels = torch.stack([torch.from_numpy(each.pixels) for each in prepared])
    return Part(ArrayFeed(pixels), TrainDetect().targets(data, [each.place for each in prepared]))


def box_learner(network: nn.Module, optimizer: torch.optim.Optimizer, choices: dict[str, Any]) -> Learner:
    """Of a detector behind `Normalised`; choices: of the recipe's section."""
    task, recipe = TrainDetect(), recipe_from({"task": "detect", **choices})
    made, augmentation = Dataset("made", CLASSES, (), "boxes"), PRESETS["strong"]
    return Learner(
        network,
        optimizer,
        task.loss(recipe, made, network.network),
        task.augment(recipe, augmentation, made),
        partial(task.validator, recipe),
    )


def clip_network(name: str) -> ClipNetwork:
    """Of flow in 4 x 6 cells. Without dropout, of which every process draws its own."""
    options = ClipOptions(embedding=8, hidden=8, dropout=0.0)
    frame = MotionCnn(height=4, width=6, channels=2, values=8)
    return ClipNetwork(frame, CLIP_NETWORKS[name](8, options), options, 3)


def clips(n: int, seed: int) -> Part:
    """Clips of 3 to 8 steps, in which all flows to one of three sides."""
    rng = np.random.default_rng(seed)
    ways = rng.integers(0, 3, n)
    steps = [rng.integers(100, 140, (int(rng.integers(3, 9)), 4, 6, 2)) for _ in ways]
    bytes_ = [(each + 20 * (way - 1)).astype(np.uint8) for each, way in zip(steps, ways, strict=True)]
    made = tuple(ClipSteps(each, np.arange(len(each), dtype=np.float64)) for each in bytes_)
    return with_steps(ClipFeed(made, 128), torch.from_numpy(ways))


def clip_learner(network: nn.Module, optimizer: torch.optim.Optimizer, augment: str) -> Learner:
    """Of a network of clips behind its first layer."""
    task, made = TrainClip(), Dataset("made", ("a", "b", "c"), ())
    frame = {"frame_height": 16, "frame_width": 24, "cell": 4, "fit": "squash", "colour": "grey"}
    known = {"motion": "flow", **frame, "flip": "none", "loss": "cross-entropy"}
    recipe = recipe_from({"task": "clip", "augment": augment, **known})
    return Learner(
        network,
        optimizer,
        task.loss(recipe, made, network.network),
        task.augment(recipe, Augmentation(), made),
        partial(task.validator, recipe),
        told=told_lengths,
    )
