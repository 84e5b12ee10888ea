"""The features that a plan names, as a graph, and the plan with the pictures that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import classical
from huoyan.learn.plan.head_plan import is_classical
from huoyan.learn.plan.plan import Plan
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Message


def planned_features(plan: Plan, note: Callable[[Message], None]) -> tuple[FeatureGraph, Plan]:
    """Raises UsageError, NetworkError, DownloadError. What is to be said of weights goes to `note`."""
    recipe = plan.recipe
    assert recipe.features is not None
    if is_classical(recipe.features):
        return classical(recipe.features.split("+"), plan.preprocess), plan
    asked = NamedNetwork(recipe.weights, recipe.pretrained, {}, recipe.mean, recipe.std, recipe.card)
    found = backbone_features(recipe.features, asked, size=recipe.size, note=note)
    side = found.preprocess.height
    preprocess = replace(plan.preprocess, height=side, width=side)
    settled = replace(recipe, size=side, mean=found.mean, std=found.std)
    return replace(found, preprocess=preprocess), replace(plan, recipe=settled, preprocess=preprocess)
