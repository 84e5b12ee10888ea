"""What only a training on good pictures chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from huoyan.runs.recipe.kinds import Within, choice


@dataclass(frozen=True, slots=True)
class AnomalyChoices:
    """The table `[anomaly]` of recipe.toml."""

    false_alarms: Annotated[float, Within(0.0001, 0.5)] | None = choice(None)
