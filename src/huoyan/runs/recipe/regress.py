"""What only a training for numbers chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from huoyan.runs.recipe.kinds import choice


@dataclass(frozen=True, slots=True)
class RegressChoices:
    """The table `[regress]` of recipe.toml."""

    loss: Literal["auto", "mse", "huber", "l1"] = choice("auto")
