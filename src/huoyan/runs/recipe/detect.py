"""What only a training to find things chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from huoyan.runs.recipe.kinds import Within, choice


@dataclass(frozen=True, slots=True)
class DetectChoices:
    """The table `[detect]` of recipe.toml."""

    scale: Annotated[float, Within(0, 0.9)] | None = choice(None, group="pictures")
    mosaic: Annotated[float, Within(0, 1)] | None = choice(None, group="pictures")
    mixup: Annotated[float, Within(0, 1)] | None = choice(None, group="pictures")
    copy_paste: Annotated[float, Within(0, 1)] | None = choice(None, group="pictures")
    turns: bool = choice(False, group="pictures")
    nms: Annotated[float, Within(0, 1)] | None = choice(None)
