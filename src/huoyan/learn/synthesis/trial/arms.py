"""What is compared: the recipe with nothing done about short classes, with what is usually done, with made
pictures.

All but the first draw every class equally often and choose their epoch by balanced accuracy, so that each is
the strongest of its kind, and made pictures have to give what is not had for nothing. What drawing does for a
network, weights in the loss do for a head on features, which has no augmentation and no MixUp.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from huoyan.learn.one_training import LEARN_ON_FEATURES
from huoyan.learn.plan.plan import Plan
from huoyan.runs.trial.verdict import GAN

Choices = Mapping[str, Any]

# Of MixUp: as in the preset "strong", where Zhang et al. 2018 found 0.1 to 0.4 best for photos.
ALPHA = 0.2
EVENLY: Choices = {"imbalance": "sampling"}
OF_NETWORKS: Mapping[str, Choices] = {
    "nothing": {"imbalance": "none"},
    "oversampling": EVENLY,
    "strong": {**EVENLY, "augment": "strong"},
    "mixup": {**EVENLY, "mixup": ALPHA},
    GAN: EVENLY,
}
OF_HEADS: Mapping[str, Choices] = {
    "nothing": {"imbalance": "none"},
    "oversampling": {"imbalance": "weights"},
    GAN: {"imbalance": "weights"},
}


def arms_of(model: str) -> Mapping[str, Choices]:
    """By name, in the order in which they are trained."""
    return OF_HEADS if model in LEARN_ON_FEATURES else OF_NETWORKS


def flags_of(model: str, arm: str) -> str:
    """The flags of `huoyan train` that train as the arm does."""
    return " ".join(f"--{name} {value}" for name, value in arms_of(model)[arm].items())


def plan_of(plan: Plan, arm: str, seed: int, *, real: int, made: int) -> Plan:
    """The plan by which an arm trains on `real` pictures and `made` ones: in as many steps as on the real
    alone.

    plan: of the recogniser, for a number of epochs. More epochs over fewer pictures, or fewer over more: no
    arm learns longer than another.
    """
    choices = arms_of(plan.recipe.model)[arm]
    recipe = replace(plan.recipe.with_choices(**choices), seed=seed, minutes=None, beside=("none",))
    if recipe.epochs is not None and recipe.batch is not None and made:
        recipe = replace(
            recipe, epochs=recipe.epochs * _steps(real, recipe.batch) / _steps(real + made, recipe.batch)
        )
    return replace(plan, recipe=recipe)


def _steps(pictures: int, batch: int) -> int:
    """Of an epoch; a last batch of one picture is left out (see `fit.clock`)."""
    groups = ceil(pictures / batch)
    return groups - (groups > 1 and pictures % batch == 1)
