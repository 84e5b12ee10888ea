"""What suits the training of a detector: which, from which weights, how large its pictures are, how long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from huoyan.artifact.manifest import Network
from huoyan.artifact.read import open_artifact
from huoyan.data.home_folder import at_home
from huoyan.data.named.download import cache_folder
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.asked_detector import KNOWING, SCRATCH, network_trained_here
from huoyan.learn.networks.detectors.start import ONNX
from huoyan.learn.networks.detectors.yolox_weights import MEAN, STD, read_yolox
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.found_before import found_before
from huoyan.learn.plan.look import Look
from huoyan.runs.recipe import Recipe
from huoyan.words import Message

# Where a person may have put weights, and the files that know things, the first one first.
FOLDER, FILES = "weights", ("yolox_nano_coco.onnx", "yolox_nano.onnx")
# With more training pictures than this, a network learns as much from them as from another data set.
FEW = 5000
# Sides of the network's picture to choose from, and the pixels that most things should have in it: two places
# of the finest map.
SIDES, LEAST_THING = (320, 416, 640), 16.0
SMALLEST_QUARTER = 25
STRIDE = 32
# Pictures that a training sees in all, and between how many epochs: "known" where a file finds the things
# before it has seen any of them.
SEEN = {"known": 2_000, "tuned": 2_700, "scratch": 24_000}
EPOCHS = {"known": (8, 60), "tuned": (20, 200), "scratch": (40, 300)}
# From this average precision on it does; then this rate, and pictures as it learnt from.
KNOWN_AP, GENTLE = 0.3, 3e-4
LEARNT_AT, SMALL_NETWORKS = (416, 640), ("yolox_nano", "yolox_tiny")


def first_choices(recipe: Recipe, seen: Look) -> Iterator[Choice]:
    """In an order in which the later ones follow from those before; of two for one name the first holds."""
    weights = recipe.weights
    if weights is None and (kept := _kept(recipe, seen)) is not None:
        weights = str(kept)
        yield Choice("weights", weights, Message("plan.knows_things", n=seen.n))
    yield from _network(recipe, weights)
    gentle = _gentle(recipe, seen, weights)
    yield from gentle
    side, because = side_for(seen)
    yield Choice("size", side, because)
    yield Choice("fit", "pad", Message("plan.keeps_shapes"))
    if recipe.minutes is None:
        kind = "known" if gentle else "scratch" if weights is None else "tuned"
        yield Choice("epochs", _epochs(recipe, seen, kind), Message("plan.training_pictures", n=seen.n))


def _network(recipe: Recipe, weights: str | None) -> Iterator[Choice]:
    """That which the weights are of, with what it needs to be as they learnt it."""
    if weights is None:
        yield Choice("model", SCRATCH, Message("plan.no_detector_weights"))
    elif weights.endswith(ONNX):
        yield Choice("model", read_yolox(at_home(weights)).name, Message("plan.of_the_weights"))
        if recipe.model == "auto" or recipe.model.startswith(KNOWING):
            yield Choice("options", {"norms": False})
            yield Choice("mean", MEAN)
            yield Choice("std", STD)
            yield Choice("colour", "rgb")
    elif (made := _made_by_us(at_home(weights))) is not None:
        yield Choice("model", made.name, Message("plan.of_the_weights"))
        if recipe.model in ("auto", made.name):
            yield Choice("options", dict(made.options))
            yield Choice("mean", made.mean)
            yield Choice("std", made.std)
    else:
        yield Choice("model", SCRATCH, Message("plan.of_the_backbone"))


def _gentle(recipe: Recipe, seen: Look, weights: str | None) -> list[Choice]:
    """For a file that finds the things already; nothing for another."""
    if weights is None or not weights.endswith(ONNX) or recipe.lr is not None:
        return []
    learnt, because = _learnt_at(at_home(weights), seen)
    side = recipe.size or learnt
    found = found_before(at_home(weights), seen.labels, seen.examples, side)
    if found is None or found < KNOWN_AP:
        return []
    return [
        Choice("lr", GENTLE, Message("plan.found_before", ap=found, n=len(seen.examples))),
        Choice("size", side, because),
        Choice("fit", "corner"),
    ]


def _own_side(seen: Look) -> int:
    longer = float(np.median([max(size) for size in seen.sizes]))
    return max(STRIDE, STRIDE * round(longer / STRIDE))


def _learnt_at(file: Path, seen: Look) -> tuple[int, Message]:
    """The side of the pictures that YOLOX's authors trained the network with, or that of smaller ones."""
    small, large = LEARNT_AT
    learnt, own = small if read_yolox(file).name in SMALL_NETWORKS else large, _own_side(seen)
    return (own, Message("plan.own_size")) if own < learnt else (learnt, Message("plan.learnt_at"))


def side_for(seen: Look) -> tuple[int, Message]:
    """The smallest side in which most things can be seen, and not more than that of the pictures."""
    own = _own_side(seen)
    if own <= SIDES[0]:
        return own, Message("plan.own_size")
    share = float(np.percentile(seen.things, SMALLEST_QUARTER)) if seen.things else 1.0
    side = next((side for side in SIDES if side * share >= LEAST_THING), SIDES[-1])
    return min(side, own), Message("plan.things_seen", px=round(min(side, own) * share))


def _kept(recipe: Recipe, seen: Look) -> Path | None:
    """Weights that the person has put into the cache folder, where nothing else was asked for."""
    named = recipe.model in ("auto", KNOWING, f"{KNOWING}_nano")
    if not named or recipe.pretrained or recipe.options or seen.n > FEW:
        return None
    places = (cache_folder() / FOLDER / name for name in FILES)
    return next((place for place in places if place.is_file()), None)


def _made_by_us(weights: Path) -> Network | None:
    """The detector of a model whose weights these are."""
    if network_trained_here(weights) not in DETECTORS:
        return None
    return open_artifact(weights.parent).manifest.network


def _epochs(recipe: Recipe, seen: Look, kind: str) -> float:
    low, high = EPOCHS[kind]
    epochs = min(high, max(low, round(SEEN[kind] / max(1, seen.n))))
    return float(max(1, round(epochs / 3)) if recipe.fast else epochs)
