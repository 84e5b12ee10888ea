"""What the user left open is decided here, from the data, and said in a sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.errors import UsageError
from huoyan.learn.heads import HEADS
from huoyan.learn.plan.head_plan import plan_head, preprocess_of
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe with nothing left open, and the reasons for what was decided."""

    recipe: Recipe
    preprocess: Preprocess
    choices: tuple[Message, ...]


def plan(recipe: Recipe, seen: Look, *, name: str, machine: Machine) -> Plan:
    """`recipe`, whose task is settled, with each open value decided for data called `name` like `seen`."""
    if recipe.model in HEADS:
        head, pictures, reasons = plan_head(recipe, seen, machine)
        return Plan(head, pictures, tuple(reasons))
    if recipe.features is not None:
        heads = Listed(HEADS, None)
        raise UsageError(
            Message("plan.features_of_heads", features=recipe.features, heads=heads), code="usage.recipe"
        )
    from huoyan.learn.plan.network_plan import plan_network  # which imports PyTorch

    settled, choices = plan_network(recipe, seen, name, machine)
    return Plan(settled, preprocess_of(settled), tuple(choices))
