"""One setting that a search has tried: its choices, and what they came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# "whole": trained to its end; "pruned": given up, as others were better by then; "refused": it cannot be
# trained so, for a reason.
How = Literal["whole", "pruned", "refused"]
Value = str | float


@dataclass(frozen=True, slots=True)
class TriedSetting:
    """number: of the study, from 0. values: by the name of a dimension.

    score: the best on validation on the way, None where there was none; epochs, seconds: how long it was
    trained. run: whose process did, by the folder of its run.
    """

    number: int
    values: Mapping[str, Value]
    how: How
    score: float | None
    epochs: float
    seconds: float
    run: str = ""
    reason: str = ""


def best_of(tried: list[TriedSetting] | tuple[TriedSetting, ...]) -> TriedSetting | None:
    """Of the whole ones that with the highest score; of equal ones the one that was tried first."""
    whole = [each for each in tried if each.how == "whole" and each.score is not None]
    return max(whole, key=lambda each: (each.score, -each.number), default=None)
