"""What is decided where finished runs are joined: how pictures are seen, and for which mix of classes."""

from __future__ import annotations

from huoyan.errors import UsageError
from huoyan.learn.ensemble.members import members_of
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message


def plan_ensemble(recipe: Recipe, seen: Look, machine: Machine) -> tuple[Recipe, Preprocess, list[Message]]:
    """Raises UsageError (usage.ensemble) where runs cannot be joined, or have done unlike things about the
    sizes of the classes: the mean of probabilities for two worlds is for neither."""
    members = members_of(recipe)
    values: dict[str, object] = {"threads": recipe.threads or machine.free_cores}
    if "imbalance" in recipe.values():
        done = {member.name: member.imbalance for member in members}
        asked = recipe.values()["imbalance"]
        if asked != "auto":
            done["--imbalance"] = asked
        if len(set(done.values())) > 1:
            told = Listed([f"{name}: {method}" for name, method in done.items()], None)
            raise UsageError(Message("ensemble.other_mix", done=told), code="usage.ensemble")
        values["imbalance"] = members[0].imbalance
    names = Listed([f"{member.name} ({member.artifact.manifest.network.name})" for member in members], None)
    said = [Message("ensemble.joins", n=len(members), names=names)]
    return recipe.with_choices(**values), members[0].artifact.preprocess, said
