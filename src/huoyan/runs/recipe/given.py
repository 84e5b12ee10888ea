"""A recipe from the values that flags, recipe.toml or Python give: each name and value checked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from huoyan.errors import UsageError
from huoyan.runs.recipe.fields import recipe_fields
from huoyan.runs.recipe.recipe import Recipe
from huoyan.runs.recipe.sections import AUTO, Unsettled, laid_over
from huoyan.runs.recipe.value import as_kind
from huoyan.words import Listed, Message


def recipe_from(values: Mapping[str, Any], base: Recipe | None = None) -> Recipe:
    """`base` (default: all automatic) with `values` laid over it.

    Raises UsageError (usage.recipe) for an unknown name, a value of the wrong kind or range, and one that the
    task does not take.
    """
    known = recipe_fields()
    common: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3) or sorted(known)
            raise _refused(Message("recipe.unknown_key", name=name, near=Listed(near, limit=len(near))))
        part = own if known[name].tasks else common
        part[name] = as_kind(name, value, known[name].kind)
    base = base or Recipe()
    if common.get("task") == AUTO:  # the recipe's own, if it has one
        del common["task"]
    recipe = replace(base, **common)
    if recipe.task != base.task and not isinstance(base.section, Unsettled):
        raise _refused(Message("recipe.task_is_settled", task=recipe.task, settled=base.task))
    recipe = replace(recipe, section=laid_over(recipe.section, recipe.task, own))
    of_rows = recipe.values().get("row_values") is not None
    _check_normalisation(recipe.mean, recipe.std, of_rows)
    if recipe.val + recipe.test >= 1:
        raise _refused(Message("recipe.nothing_to_train_on", val=recipe.val, test=recipe.test))
    return recipe


def _check_normalisation(
    mean: tuple[float, ...] | None, std: tuple[float, ...] | None, of_rows: bool
) -> None:
    """of_rows: of sequences of numbers, which have units of their own."""
    if mean is None and std is None:
        return
    if mean is None or std is None or len(mean) != len(std) or not mean:
        raise _refused(Message("recipe.mean_and_std_together", mean=str(mean), std=str(std)))
    if of_rows:
        if not all(s > 0 for s in std):
            raise _refused(Message("recipe.std_of_rows", std=str(std)))
        return
    if not (all(0 <= m <= 1 for m in mean) and all(0 < s <= 1 for s in std)):
        raise _refused(Message("recipe.mean_and_std_of_bytes", mean=str(mean), std=str(std)))


def _refused(message: Message) -> UsageError:
    return UsageError(message, code="usage.recipe")
