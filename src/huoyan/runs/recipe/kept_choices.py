"""A run that goes on keeps the choices that it began with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.errors import UsageError
from huoyan.runs.recipe.fields import RecipeField
from huoyan.runs.recipe.sections import AUTO
from huoyan.words import Listed, Message


def check_kept(
    given: Mapping[str, Any],
    settled: Mapping[str, Any],
    known: Mapping[str, RecipeField],
    before: Mapping[str, Any] | None = None,
) -> None:
    """before: what the run was given, where that which it decided may differ from it.

    Raises UsageError (usage.resume) where a choice is given that is not the run's.
    """
    # "auto" leaves open what the run has decided since.
    changed = [
        name
        for name, value in given.items()
        if value not in (known[name].default, AUTO, settled.get(name), (before or {}).get(name))
    ]
    if changed:
        names = Listed(changed, limit=len(changed))
        raise UsageError(Message("run.keeps_its_recipe", names=names), code="usage.resume")
