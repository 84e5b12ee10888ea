"""Every choice of a training of a generator: flags, keys of generate.toml and Python arguments."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any, Literal

from huoyan.errors import UsageError
from huoyan.runs.recipe import Recipe, RecipeField, recipe_fields, recipe_from
from huoyan.runs.recipe.kinds import Within, choice
from huoyan.runs.recipe.value import as_kind
from huoyan.words import Listed, Message

# Of a recipe's choices those that mean the same here, in the order of the help page.
SHARED = (
    "options", "weights", "card", "epochs", "minutes", "size", "fit", "interpolation", "colour", "window",
    "batch", "beta2", "ema", "val", "test", "exclude", "splits", "allow_outside", "max_broken", "max_pixels",
    "path_column", "label_column", "split_column", "group_column", "label_separator", "labels_per_picture",
    "missing_labels", "encoding", "class_folders", "seed", "device", "threads", "precision",
    "checkpoint_s", "on_full_disk",
)  # fmt: skip
CODE = "usage.generate"


@dataclass(frozen=True, slots=True)
class Generation:
    """classes: those that are made, () for all. lr: of both players. objective, slopes: see
    `learn.generate.steps.Game`, the latter the weight at real and at made pictures. vary: how what the
    discriminator sees is varied. recipe: of its choices those of `SHARED`."""

    model: Literal["residual", "dcgan", "dense"] = choice("residual", group="what")
    classes: tuple[str, ...] = choice((), group="what")
    lr: Annotated[float, Within(1e-9, 10)] | None = choice(None)
    objective: Literal["auto", "minimax", "hinge", "relativistic"] = choice("auto")
    slopes: Annotated[float, Within(0, 1e6)] | None = choice(None)
    vary: Literal["auto", "none", "all"] = choice("auto")
    recipe: Recipe = field(default_factory=Recipe)

    def values(self) -> dict[str, Any]:
        """Every choice by its name."""
        shared = self.recipe.values()
        return {**{name: getattr(self, name) for name in OWN}, **{name: shared[name] for name in SHARED}}

    def to_dict(self) -> dict[str, Any]:
        """Set values only, in plain types."""
        plain = {name: list(v) if isinstance(v, tuple) else v for name, v in self.values().items()}
        return {name: value for name, value in plain.items() if value is not None}


OWN = tuple(each.name for each in fields(Generation) if each.name != "recipe")


def generation_fields() -> dict[str, RecipeField]:
    """By name: its own, then those that it shares."""
    kinds = typing.get_type_hints(Generation, include_extras=True)
    own = {
        each.name: RecipeField(each.name, kinds[each.name], each.default, each.metadata["group"])
        for each in fields(Generation)
        if each.name in OWN
    }
    shared = recipe_fields()
    return {**own, **{name: shared[name] for name in SHARED}}


def generation_from(values: Mapping[str, Any], base: Generation | None = None) -> Generation:
    """`base` (default: all automatic) with `values` laid over it.

    Raises UsageError: usage.generate for an unknown name or a wrong value, usage.recipe for one of `SHARED`.
    """
    base, known = base or Generation(), generation_fields()
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3) or sorted(known)
            told = Message("generate.no_argument", name=name, near=Listed(near, limit=len(near)))
            raise UsageError(told, code=CODE)
    own = {name: as_kind(name, values[name], known[name].kind, code=CODE) for name in OWN if name in values}
    shared = {name: value for name, value in values.items() if name in SHARED}
    recipe = recipe_from(shared, base.recipe)
    return Generation(**{**{name: getattr(base, name) for name in OWN}, **own}, recipe=recipe)
