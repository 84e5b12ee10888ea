"""What only a training for several labels a picture chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from huoyan.runs.recipe.kinds import Within, choice


@dataclass(frozen=True, slots=True)
class TagsChoices:
    """The table `[tags]` of recipe.toml. No class can be drawn alone: a picture brings all its labels."""

    loss: Literal["auto", "bce", "mse", "focal"] = choice("auto")
    imbalance: Literal["auto", "none", "weights", "focal", "logit-adjustment"] = choice("auto")
    label_smoothing: Annotated[float, Within(0, 0.9)] | None = choice(None)
    mixup: Annotated[float, Within(0, 10)] | None = choice(None, group="pictures")
    cutmix: Annotated[float, Within(0, 10)] | None = choice(None, group="pictures")
