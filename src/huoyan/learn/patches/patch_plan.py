"""What is decided where a model remembers places of good pictures: there are no steps, so few choices."""

from __future__ import annotations

import numpy as np

from huoyan.errors import UsageError
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.patches.cells import CELL, OF_CELLS
from huoyan.learn.patches.options import PatchOptions
from huoyan.learn.plan.head_plan import refuse_steps
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.preprocessing import preprocess_of
from huoyan.learn.weights.backbones import backbones_of
from huoyan.preprocess import Preprocess, choose_fit
from huoyan.runs.recipe import Recipe
from huoyan.tasks import TASKS
from huoyan.words import Listed, Message

LEAST_SIDE, MOST_SIDE = 64, 224  # pixels of a picture that is described without a network
LEAST_SEEN = 32  # pixels of one that a network sees: below its largest stride all places are one


def plan_patches(recipe: Recipe, seen: Look, machine: Machine) -> tuple[Recipe, Preprocess, list[Message]]:
    """`recipe` with each open value decided, and why. Raises UsageError, NetworkError."""
    if TASKS[recipe.task].kind != "quality":
        raise UsageError(
            Message("patches.other_task", model=recipe.model, task=recipe.task), code="usage.recipe"
        )
    refuse_steps(recipe)
    PatchOptions.read(recipe.options)
    choices: list[Message] = []
    values: dict[str, object] = {"threads": recipe.threads or machine.free_cores}
    if recipe.colour == "auto":
        values["colour"] = "rgb"
    if recipe.precision == "auto":
        values["precision"] = "fp32"
    features = recipe.features
    if features is None:
        features, found, reason = _features(recipe, choices)
        values |= found
        choices.append(Message("plan.choice", name="features", value=features, because=reason))
    _check_features(recipe, features)
    if recipe.size is None and _without_network(features):
        side = CELL * round(float(np.median([max(size) for size in seen.sizes])) / CELL)
        values["size"] = min(MOST_SIDE, max(LEAST_SIDE, side))
    if recipe.fit == "auto":
        values["fit"], reason = choose_fit(seen.sizes)
        choices.append(reason)
    if recipe.window is None and seen.window is not None:
        values["window"] = seen.window
    final = recipe.with_choices(**values)
    return final, preprocess_of(final), choices


def _features(recipe: Recipe, notes: list[Message]) -> tuple[str, dict[str, object], Message]:
    """Of the network whose weights are given or kept, else of cells; with the choices, and why."""
    known = backbones_of(recipe, notes.append)
    if known:
        found = known[0]
        values: dict[str, object] = {"features": found.name, "weights": found.weights}
        return found.name, values, Message("patches.by_weights")
    features = "+".join(OF_CELLS)
    return features, {"features": features}, Message("patches.no_weights")


def _without_network(features: str) -> bool:
    return all(name in OF_CELLS for name in features.split("+"))


def _check_features(recipe: Recipe, features: str) -> None:
    strange = [name for name in features.split("+") if name in DESCRIPTIONS and name not in OF_CELLS]
    if strange:
        raise UsageError(
            Message("patches.features", features=features, known=Listed(OF_CELLS, None)),
            code="usage.features",
        )
    if recipe.colour == "grey" and not _without_network(features):
        raise UsageError(Message("patches.grey", features=features), code="usage.recipe")
    least = CELL if _without_network(features) else LEAST_SEEN
    if recipe.size is not None and recipe.size < least:
        told = Message("patches.size", size=recipe.size, features=features, least=least)
        raise UsageError(told, code="usage.recipe")
