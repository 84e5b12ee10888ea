"""What a recipe asks for by name, checked before a picture is read: weights, model, options, features."""

from __future__ import annotations

from huoyan.data.home_folder import at_home
from huoyan.errors import NetworkError
from huoyan.learn.ensemble.members import averaging
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.of_plan import no_weights_of
from huoyan.learn.on_features import ON_FEATURES
from huoyan.learn.patches.cells import OF_CELLS
from huoyan.learn.patches.options import NAME as PATCHCORE
from huoyan.learn.plan.head_plan import network_of
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.weights.backbones import kept_file
from huoyan.runs.recipe import Recipe
from huoyan.words import Message


def check_asked(recipe: Recipe) -> None:
    """As far as it can be told: where the task is open, features may be of one that has none.

    Raises NetworkError (network.unknown, network.option, network.weights) and UsageError (usage.features; for
    what the task cannot be trained with, usage.recipe, usage.weights and usage.ensemble).
    """
    if recipe.weights is not None and not at_home(recipe.weights).exists():
        raise NetworkError(Message("weights.no_file", path=recipe.weights), code="network.weights")
    if recipe.task in TRAIN_TASKS:
        if recipe.ensemble is not None:
            averaging(recipe.task)
        TRAIN_TASKS[recipe.task].check(recipe)
        if recipe.model in ON_FEATURES:
            _check_features(recipe)
    for model in (recipe.model, *recipe.tune_models):
        if model not in ("auto", *ON_FEATURES):
            from huoyan.learn.networks.asked_network import check_network  # which imports PyTorch

            # Once one was taken of those that were compared, the options are its own.
            check_network(model, recipe.options if recipe.model in ("auto", model) else {})


def _check_features(recipe: Recipe) -> None:
    name = network_of(recipe.features)
    if not name or name in DESCRIPTIONS:
        return
    if recipe.weights is None and not recipe.pretrained:
        if kept_file(name) is None:
            raise no_weights_of(name, OF_CELLS if recipe.model == PATCHCORE else DESCRIPTIONS)
        return
    from huoyan.learn.networks.libraries.facts import check_known

    check_known(name)
