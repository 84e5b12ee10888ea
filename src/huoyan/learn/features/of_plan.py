"""The features that a plan names, as a graph, and the plan with the pictures that it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from huoyan.errors import UsageError
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import classical
from huoyan.learn.features.joined import joined_features
from huoyan.learn.options import unknown
from huoyan.learn.plan.plan import Plan
from huoyan.runs.named_network import NamedNetwork
from huoyan.words import Listed, Message


def planned_features(plan: Plan, note: Callable[[Message], None]) -> tuple[FeatureGraph, Plan]:
    """Raises UsageError, NetworkError, DownloadError. What is to be said of weights goes to `note`."""
    recipe = plan.recipe
    assert recipe.features is not None
    names = recipe.features.split("+")
    networks = [name for name in names if name not in DESCRIPTIONS]
    if not networks:
        if recipe.weights is not None or recipe.pretrained:
            raise UsageError(Message("features.need_none", features=recipe.features), code="usage.features")
        return classical(names, plan.preprocess), plan
    if "" in names:
        raise UsageError(Message("features.none", known=Listed(DESCRIPTIONS, None)), code="usage.features")
    if recipe.weights is None and not recipe.pretrained:
        raise no_weights_of(networks[0])
    if len(networks) > 1:
        raise UsageError(
            Message("features.several_networks", names=Listed(networks), known=Listed(DESCRIPTIONS, None)),
            code="usage.features",
        )
    asked = NamedNetwork(recipe.weights, recipe.pretrained, {}, recipe.mean, recipe.std, recipe.card)
    found = backbone_features(networks[0], asked, size=recipe.size, note=note)
    side = found.preprocess.height
    preprocess = replace(plan.preprocess, height=side, width=side)
    found = replace(found, preprocess=preprocess)
    if len(names) > 1:
        found = joined_features([name for name in names if name in DESCRIPTIONS], found)
    settled = replace(recipe, size=side, mean=found.mean, std=found.std)
    return found, replace(plan, recipe=settled, preprocess=preprocess)


def no_weights_of(name: str, descriptions: Collection[str] = DESCRIPTIONS) -> UsageError:
    """For what is none of the descriptions, and so a network, of which no weights were given."""
    parts = [part for part in re.split(r"[,;&|\s]+", name) if part]
    told = Message("features.plus", features=name, joined="+".join(parts))
    if len(parts) < 2:
        known = Listed(descriptions, None)
        told = unknown("features.no_weights", name, descriptions, features=name, known=known)
    return UsageError(told, code="usage.features")
