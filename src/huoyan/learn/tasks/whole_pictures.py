"""What may be trained where an answer is of the whole picture, whichever it is."""

from __future__ import annotations

from huoyan.errors import UsageError
from huoyan.learn.heads import HEADS
from huoyan.learn.on_features import FINDERS
from huoyan.runs.ensemble import NAME as ENSEMBLE
from huoyan.runs.recipe import Recipe
from huoyan.words import Message


def check_whole_pictures(recipe: Recipe) -> None:
    """Raises UsageError (usage.recipe) for what finds things."""
    if recipe.model not in ("auto", ENSEMBLE, *HEADS) and _finds_things(recipe.model):
        told = Message("plan.detectors_detect", model=recipe.model, task=recipe.task)
        raise UsageError(told, code="usage.recipe")


def _finds_things(model: str) -> bool:
    if model in FINDERS:
        return True
    from huoyan.learn.networks.detectors import DETECTORS  # which imports PyTorch

    return model in DETECTORS
