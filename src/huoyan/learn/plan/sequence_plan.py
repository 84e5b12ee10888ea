"""What is decided where a network learns from sequences of numbers (.npy): no picture, so little."""

from __future__ import annotations

from huoyan.errors import UsageError
from huoyan.learn.networks.clips.build import STEP_VALUES
from huoyan.learn.plan.decisions import Decisions
from huoyan.learn.plan.look import Look
from huoyan.runs.recipe import Recipe
from huoyan.words import Message

# What of a recipe is of pictures, and what leaves it open.
_OF_PICTURES = {
    "motion": ("auto", "none"),
    "model": ("auto", STEP_VALUES),
    "pretrained": (False,),
    "weights": (None,),
    "freeze": (False,),
    "flip": ("auto", "none"),
    "shift": (None,),
    "size": (None,),
    "frame_height": (None,),
    "frame_width": (None,),
    "cell": (None,),
    "rate": (None,),
}


def decide_sequences(made: Decisions, seen: Look) -> None:
    """Raises UsageError (usage.recipe) for what is asked of pictures."""
    _check_no_picture(made.recipe)
    width = made.recipe.values()["row_values"] or seen.row_values
    made.decide("motion", "none", Message("plan.sequences", values=width))
    made.decide("row_values", width)
    made.decide("model", STEP_VALUES)
    if made.recipe.values()["frames"] is None:
        made.decide("stride", 1)
    made.decide("fit", "squash")
    made.decide("colour", "grey")


def _check_no_picture(recipe: Recipe) -> None:
    given = recipe.values()
    for name, open_values in _OF_PICTURES.items():
        if given[name] not in open_values:
            told = Message("plan.no_picture_of_sequences", name=name, value=str(given[name]))
            raise UsageError(told, code="usage.recipe")
