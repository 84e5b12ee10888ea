"""What is decided where regions are recognised by their features: there are no steps, so few choices."""

from __future__ import annotations

import numpy as np

from huoyan.errors import UsageError
from huoyan.images.proposals.segments import check_installed
from huoyan.learn.plan.head_plan import features_of, refuse_steps
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.preprocessing import preprocess_of
from huoyan.learn.rcnn.options import MOST_IOU, RegionOptions
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.detect import DetectChoices
from huoyan.words import Message

# Pixels of the network's picture: regions are cut out of it, so there is no need to make it small.
LARGEST = 640
# With more training pictures a network that finds things learns more from them, and sooner.
FEW = 300
IN_STEPS = ("scale", "mosaic", "mixup", "copy_paste", "turns")


def plan_regions(recipe: Recipe, seen: Look, machine: Machine) -> tuple[Recipe, Preprocess, list[Message]]:
    """`recipe` with each open value decided, and why. Raises UsageError, NetworkError, MissingExtra."""
    refuse_steps(recipe, IN_STEPS)
    if recipe.colour == "grey":
        raise UsageError(Message("rcnn.colour", model=recipe.model), code="usage.recipe")
    RegionOptions.read(recipe.options)
    check_installed()
    values: dict[str, object] = {"threads": recipe.threads or machine.free_cores, "colour": "rgb"}
    choices: list[Message] = []
    if recipe.precision == "auto":
        values["precision"] = "fp32"
    if recipe.features is None:
        values["features"] = features_of(recipe)
    if recipe.size is None:
        values["size"] = min(LARGEST, int(np.median([max(size) for size in seen.sizes])))
    if recipe.fit == "auto":
        values["fit"] = "pad"
        choices.append(Message("plan.choice", name="fit", value="pad", because=Message("plan.keeps_shapes")))
    if recipe.window is None and seen.window is not None:
        values["window"] = seen.window
    if recipe.of(DetectChoices).nms is None:
        values["nms"] = MOST_IOU
    if seen.n > FEW:
        choices.append(Message("rcnn.many_pictures", n=seen.n))
    final = recipe.with_choices(**values)
    return final, preprocess_of(final), choices
