"""What may be trained where an answer is of the whole picture, whichever it is."""

from __future__ import annotations

from huoyan.errors import UsageError
from huoyan.learn.heads import HEADS
from huoyan.runs.recipe import Recipe
from huoyan.words import Message


def check_whole_pictures(recipe: Recipe) -> None:
    """Raises UsageError (usage.recipe) for a detector."""
    if recipe.model in ("auto", *HEADS):
        return
    from huoyan.learn.networks.detectors import DETECTORS  # which imports PyTorch

    if recipe.model in DETECTORS:
        told = Message("plan.detectors_detect", model=recipe.model, task=recipe.task)
        raise UsageError(told, code="usage.recipe")
