"""A recipe: every choice of a training run, common ones and a section a task."""

from __future__ import annotations

from huoyan.runs.recipe.fields import RecipeField, recipe_fields
from huoyan.runs.recipe.given import recipe_from
from huoyan.runs.recipe.recipe import Beside, Recipe
from huoyan.runs.recipe.sections import SECTIONS

__all__ = ["SECTIONS", "Beside", "Recipe", "RecipeField", "recipe_fields", "recipe_from"]
