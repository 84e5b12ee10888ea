"""The places that a plan names, as one graph, and the plan with the pictures that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from huoyan.errors import UsageError
from huoyan.learn.features.backbone import patches_of_backbone
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.of_plan import no_weights_of
from huoyan.learn.patches.cells import OF_CELLS, cell_features
from huoyan.learn.plan.plan import Plan
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Listed, Message


def patch_features(plan: Plan, note: Callable[[Message], None]) -> tuple[FeatureGraph, Plan]:
    """Raises UsageError, NetworkError, DownloadError. What is to be said of weights goes to `note`."""
    recipe = plan.recipe
    assert recipe.features is not None
    names = recipe.features.split("+")
    if all(name in OF_CELLS for name in names):
        if recipe.weights is not None or recipe.pretrained:
            raise UsageError(Message("patches.need_none", features=recipe.features), code="usage.features")
        return cell_features(list(dict.fromkeys(names)), plan.preprocess), plan
    if len(names) > 1:
        known = Listed(OF_CELLS, None)
        raise UsageError(
            Message("patches.features", features=recipe.features, known=known), code="usage.features"
        )
    if recipe.weights is None and not recipe.pretrained:
        raise no_weights_of(names[0], OF_CELLS)
    asked = NamedNetwork(recipe.weights, recipe.pretrained, {}, recipe.mean, recipe.std, recipe.card)
    found = patches_of_backbone(names[0], asked, size=recipe.size, note=note)
    side = found.preprocess.height
    preprocess = replace(plan.preprocess, height=side, width=side)
    found = replace(found, preprocess=preprocess)
    settled = replace(recipe, size=side, mean=found.mean, std=found.std)
    return found, replace(plan, recipe=settled, preprocess=preprocess)
