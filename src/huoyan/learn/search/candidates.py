"""The networks that a search compares, each with the plan by which it would be trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from huoyan.errors import HuoyanError, UsageError
from huoyan.learn.job import Job
from huoyan.learn.ladder.scratch_rung import MANY
from huoyan.learn.on_features import ON_FEATURES
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import WITHOUT_WEIGHTS, Survey, planned, with_weights
from huoyan.learn.weights.backbones import Backbone, backbones_of
from huoyan.runs.events import no_listener
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message

# Networks that know pictures are dear to train: so many of those that are found.
MOST = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """choices: of a recipe, that name it; surveyed: what plans with these choices are made from."""

    name: str
    choices: Mapping[str, Any]
    surveyed: Survey
    plan: Plan


def candidates_of(job: Job, surveyed: Survey) -> tuple[Candidate, ...]:
    """Those of `tune_models`; else the one that was asked for; else, of classes, the networks that know
    pictures and the small one; else the plan's.

    Raises UsageError (usage.tune) for models that are not trained in steps, and what the plan refuses.
    """
    recipe = surveyed.recipe
    _check_in_steps(recipe)
    return tuple(_candidate(job, surveyed, choices) for choices in _choices(recipe, surveyed))


def _check_in_steps(recipe: Recipe) -> None:
    asked = [name for name in (recipe.model, *recipe.tune_models) if name in ON_FEATURES]
    if asked:
        raise UsageError(Message("search.not_in_steps", models=Listed(asked)), code="usage.tune")
    if recipe.tune_models and recipe.model not in ("auto", *recipe.tune_models):
        told = Message("search.two_models", model=recipe.model, models=Listed(recipe.tune_models))
        raise UsageError(told, code="usage.tune")


def _choices(recipe: Recipe, surveyed: Survey) -> Iterator[dict[str, Any]]:
    if recipe.tune_models and recipe.model == "auto":
        yield from _named(recipe, tuple(dict.fromkeys(recipe.tune_models)))
    elif recipe.model != "auto" or recipe.task != "classify" or recipe.options:
        yield {"model": recipe.model}
    else:
        known = _backbones(recipe)
        yield from ({**_of_backbone(each)} for each in known)
        if not known or surveyed.seen.n >= MANY:
            yield {"model": "cnn", **WITHOUT_WEIGHTS}


def _named(recipe: Recipe, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A file of weights goes to the network that its card names, the others begin from nothing; where none of
    them is named, it goes to each, which refuses what is not its own."""
    files = _readable(recipe)
    known = {name: [each for each in files if _base(each.name) == _base(name)] for name in names}
    for name in names:
        if not any(known.values()) or len(known[name]) > 1:
            yield {"model": name}
        elif known[name]:
            yield {**_of_backbone(known[name][0]), "model": name}
        else:
            yield {"model": name, **WITHOUT_WEIGHTS}


def _base(name: str) -> str:
    """Without the tag of its weights, as timm has it."""
    return name.partition(".")[0]


def _readable(recipe: Recipe) -> tuple[Backbone, ...]:
    if recipe.weights is not None:
        with suppress(HuoyanError):  # without a card, or of another task's network
            return backbones_of(recipe, lambda said: None)
    return ()


def _backbones(recipe: Recipe) -> tuple[Backbone, ...]:
    """Weights that were asked for are an error where they cannot be used, those of the cache are not."""
    try:
        return backbones_of(recipe, lambda said: None)[:MOST]
    except HuoyanError:
        if recipe.weights is not None or recipe.pretrained or recipe.card is not None:
            raise
        return ()


def _of_backbone(backbone: Backbone) -> dict[str, Any]:
    return {"model": backbone.name, "weights": backbone.weights, "pretrained": backbone.weights is None}


def _candidate(job: Job, surveyed: Survey, choices: dict[str, Any]) -> Candidate:
    looked = with_weights(job, replace(surveyed, recipe=surveyed.recipe.with_choices(**choices)), no_listener)
    plan = planned(looked, no_listener)
    _check_in_steps(replace(plan.recipe, tune_models=()))
    own = {name: getattr(looked.recipe, name) for name in ("model", "weights", "card", "pretrained")}
    own["model"] = plan.recipe.model
    if "motion" in plan.recipe.values():
        own["motion"] = plan.recipe.values()["motion"]  # measured once, for all settings
    return Candidate(plan.recipe.model, own, looked, plan)
