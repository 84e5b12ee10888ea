"""Networks that know pictures, as far as the person has given or cached some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huoyan.runs.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network by its name, and where its weights are: a file, or timm's own (None)."""

    name: str
    weights: str | None

    def choices(self, model: str) -> dict[str, Any]:
        """Of a recipe for a head of the kind `model` on its features."""
        return {"model": model, "features": self.name, "weights": self.weights}


def backbones_of(recipe: Recipe) -> tuple[Backbone, ...]:
    """Those that the recipe names, else those with weights in the cache folder."""
    if recipe.pretrained:
        return (Backbone("mobilenetv3_large_100", None),)
    return ()
