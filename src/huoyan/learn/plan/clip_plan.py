"""What is decided where a network learns from clips: what it sees of them, what reads them, how long."""

from __future__ import annotations

from typing import Any

from huoyan.clips import ClipInput
from huoyan.errors import UsageError
from huoyan.learn.networks.clips.build import MOTION_CNN, STEP_VALUES
from huoyan.learn.plan.decisions import Decisions
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.preprocessing import clip_preprocess_of
from huoyan.learn.plan.sequence_plan import decide_sequences
from huoyan.learn.plan.starting_points import (
    CLIP_EPOCHS,
    CLIP_SEEN,
    CLIPS_FINE_TUNING,
    CLIPS_FROZEN,
    CLIPS_SCRATCH,
    MOTION,
)
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.preprocess import choose_fit
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.clip import ClipChoices
from huoyan.words import Message

# Pixels of the shorter side of frames between which motion is looked for, and of the squares that keep it.
MOTION_SIDE, CELL = 60, 4
FRAME_SIDE = 112
STRIDE = 2


def plan_clips(
    recipe: Recipe, seen: Look, name: str, machine: Machine
) -> tuple[Recipe, ClipInput, list[Message]]:
    """`recipe` with each open value decided for clips called `name`, what is seen of them, and why."""
    made = Decisions(recipe)
    for choice in TRAIN_TASKS[recipe.task].first_choices(recipe, seen):
        made.decide(choice.name, choice.value, choice.because)
    if seen.row_values is None:
        _check_pictures(made.recipe.of(ClipChoices))
        _network(made)
        _frames(made, seen)
    else:
        decide_sequences(made, seen)
    _over_time(made)
    _length(made, seen)
    for choice in TRAIN_TASKS[recipe.task].defaults(made.recipe, seen, _knows(made.recipe)):
        made.decide(choice.name, choice.value, choice.because)
    for key, value in {**_starting_point(made.recipe), "ema": 0.0}.items():
        made.decide(key, value)
    made.machine(machine)
    return made.recipe, clip_preprocess_of(made.recipe), made.choices


def _check_pictures(choices: ClipChoices) -> None:
    """Raises UsageError (usage.recipe) for what is asked of sequences of numbers."""
    if choices.row_values is not None or choices.motion == "none":
        name = "motion" if choices.row_values is None else "row_values"
        told = Message("plan.no_sequences", name=name, value=str(getattr(choices, name)))
        raise UsageError(told, code="usage.recipe")


def _network(made: Decisions) -> None:
    moving = made.recipe.of(ClipChoices).motion != "frames"
    if _knows(made.recipe) and not made.recipe.freeze:
        made.choices.append(Message("plan.clips_trained"))
    if moving and not _knows(made.recipe):
        made.decide("model", MOTION_CNN, Message("plan.motion_cnn"))
    elif made.recipe.pretrained:
        made.decide("model", "mobilenetv3_large_100", Message("plan.pretrained"))
    made.decide("model", "cnn", Message("plan.no_weights"))


def _over_time(made: Decisions) -> None:
    made.decide("over_time", "gru")
    made.decide("pool", "mean")
    made.decide("hidden", 64)
    made.decide("layers", 2 if made.recipe.of(ClipChoices).over_time == "transformer" else 1)
    made.decide("past", 64)
    made.decide("dropout", 0.3)


def _frames(made: Decisions, seen: Look) -> None:
    choices, cell = made.recipe.of(ClipChoices), 1
    if choices.rate is None and choices.frames is None:
        made.decide("stride", STRIDE, Message("plan.stride", stride=STRIDE))
    side, shape = made.recipe.size or FRAME_SIDE, (1.0, 1.0)
    if choices.motion == "flow":
        made.decide("cell", CELL)
        cell = made.recipe.of(ClipChoices).cell or CELL
    if made.recipe.model == MOTION_CNN:
        side, shape = made.recipe.size or MOTION_SIDE, _shape(seen)
    height, width = (_multiple(side * part, cell) for part in shape)
    made.decide("frame_height", height)
    made.decide("frame_width", width, Message("plan.frames_of", height=height, width=width))
    made.decide("size", side)
    made.decide("fit", "squash" if made.recipe.model == MOTION_CNN else choose_fit(seen.sizes)[0])
    made.decide("colour", "grey" if choices.motion != "frames" and made.recipe.model == MOTION_CNN else "rgb")


def _shape(seen: Look) -> tuple[float, float]:
    """Height and width of the commonest frame, the shorter 1; at most 1:3."""
    height, width = max(seen.sizes, key=seen.sizes.count)
    least = max(min(height, width), max(height, width) / 3)
    return max(1.0, height / least), max(1.0, width / least)


def _multiple(side: float, cell: int) -> int:
    return max(1, round(side / cell)) * cell


def _length(made: Decisions, seen: Look) -> None:
    recipe = made.recipe
    if recipe.minutes is not None:
        made.choices.append(Message("plan.minutes", minutes=recipe.minutes))
        return
    low, high = CLIP_EPOCHS
    epochs = min(high, max(low, round(CLIP_SEEN / max(1, seen.n))))
    if recipe.fast:
        epochs = max(1, round(epochs / 3))
    made.decide("epochs", float(epochs), Message("plan.training_clips", n=seen.n))


def _starting_point(recipe: Recipe) -> dict[str, Any]:
    if recipe.model in (MOTION_CNN, STEP_VALUES):
        return MOTION
    if recipe.freeze:
        return CLIPS_FROZEN
    return CLIPS_FINE_TUNING if _knows(recipe) else CLIPS_SCRATCH


def _knows(recipe: Recipe) -> bool:
    """Whether the network of a frame begins with weights that were trained."""
    return recipe.pretrained or recipe.weights is not None
