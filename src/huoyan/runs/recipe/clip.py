"""What only a training on clips chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from huoyan.runs.recipe.kinds import Within, choice


@dataclass(frozen=True, slots=True)
class ClipChoices:
    """The table `[clips]` of recipe.toml."""

    motion: Literal["auto", "frames", "difference", "flow", "none"] = choice("auto", group="pictures")
    row_values: Annotated[int, Within(1, 65_536)] | None = choice(None, group="pictures")
    frames: Annotated[int, Within(1, 1024)] | None = choice(None, group="pictures")
    stride: Annotated[int, Within(1, 1000)] | None = choice(None, group="pictures")
    rate: Annotated[float, Within(0.01, 1000)] | None = choice(None, group="pictures")
    frame_height: Annotated[int, Within(4, 4096)] | None = choice(None, group="pictures")
    frame_width: Annotated[int, Within(4, 4096)] | None = choice(None, group="pictures")
    cell: Annotated[int, Within(1, 256)] | None = choice(None, group="pictures")
    over_time: Literal["auto", "gru", "lstm", "transformer", "mean", "tsm"] = choice("auto")
    hidden: Annotated[int, Within(1, 4096)] | None = choice(None)
    layers: Annotated[int, Within(1, 16)] | None = choice(None)
    past: Annotated[int, Within(2, 1024)] | None = choice(None)
    pool: Literal["auto", "mean", "last"] = choice("auto")
    dropout: Annotated[float, Within(0, 0.9)] | None = choice(None)
    loss: Literal["auto", "cross-entropy", "mse", "huber", "l1"] = choice("auto")
    label_smoothing: Annotated[float, Within(0, 0.9)] | None = choice(None)

    @property
    def of_numbers(self) -> bool:
        """Whether a clip's label is a number, as the loss says, once it is settled."""
        return self.loss not in ("auto", "cross-entropy")
