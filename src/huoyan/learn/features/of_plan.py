"""The features that a plan names, as a graph."""

from __future__ import annotations

from collections.abc import Callable

from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import classical
from huoyan.learn.plan.head_plan import is_classical
from huoyan.learn.plan.plan import Plan
from huoyan.words import Message


def feature_graph(plan: Plan, note: Callable[[Message], None]) -> FeatureGraph:
    """Raises UsageError, NetworkError. What is to be said of weights goes to `note`."""
    recipe = plan.recipe
    assert recipe.features is not None
    if is_classical(recipe.features):
        return classical(recipe.features.split("+"), plan.preprocess)
    from huoyan.learn.features.backbone import backbone_features

    return backbone_features(recipe, plan.preprocess, note)
