"""What only a training for one class a picture chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from huoyan.runs.recipe.kinds import Within, choice


@dataclass(frozen=True, slots=True)
class ClassifyChoices:
    """The table `[classify]` of recipe.toml."""

    start: Literal["auto", "head", "random"] = choice("auto")
    loss: Literal["auto", "cross-entropy", "bce", "mse", "focal"] = choice("auto")
    imbalance: Literal["auto", "none", "sampling", "weights", "focal", "logit-adjustment"] = choice("auto")
    label_smoothing: Annotated[float, Within(0, 0.9)] | None = choice(None)
    mixup: Annotated[float, Within(0, 10)] | None = choice(None, group="pictures")
    cutmix: Annotated[float, Within(0, 10)] | None = choice(None, group="pictures")
    # A run of `generate train`, or "auto".
    synthesise: str | None = choice(None, group="data")
    synthesise_minutes: Annotated[float, Within(0.05, 1000)] | None = choice(None, group="data")
    synthesise_pairs: Annotated[int, Within(2, 100)] | None = choice(None, group="data")
    # A run whose answers are learnt, too: how soft they are, how much they weigh, and of which pictures.
    teacher: str | None = choice(None)
    distil_temperature: Annotated[float, Within(0.1, 100)] | None = choice(None)
    distil_weight: Annotated[float, Within(0, 1)] | None = choice(None)
    distil_on: Literal["views", "plain"] | None = choice(None)
