"""Every choice of a recipe, the common ones and those of all sections, as flags and keys need them."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from huoyan.runs.recipe.recipe import Recipe
from huoyan.runs.recipe.sections import AUTO, SECTIONS, merged_kind, tasks_with


@dataclass(frozen=True, slots=True)
class RecipeField:
    """A choice by its name; `kind` may bear a range. `tasks` are those that have it, none where all do."""

    name: str
    kind: Any
    default: Any
    group: str
    tasks: tuple[str, ...] = ()


def recipe_fields() -> dict[str, RecipeField]:
    """By name, in the order of the files."""
    return {each.name: each for each in (*_common(), *_of_sections())}


def _common() -> Iterator[RecipeField]:
    kinds = typing.get_type_hints(Recipe, include_extras=True)
    kinds["task"] = Literal[(AUTO, *SECTIONS)]
    for each in dataclasses.fields(Recipe):
        if each.name != "section":
            yield _field(each, kinds[each.name])


def _of_sections() -> Iterator[RecipeField]:
    found: dict[str, dataclasses.Field[Any]] = {}
    for section in SECTIONS.values():
        for each in dataclasses.fields(section):
            found.setdefault(each.name, each)
    for name, each in found.items():
        yield _field(each, merged_kind(name), tuple(tasks_with(name)))


def _field(each: dataclasses.Field[Any], kind: Any, tasks: tuple[str, ...] = ()) -> RecipeField:
    default = each.default if each.default_factory is dataclasses.MISSING else each.default_factory()
    return RecipeField(each.name, kind, default, each.metadata["group"], tasks)
