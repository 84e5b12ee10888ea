"""What R-CNN is asked for, as `options` of a recipe have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from huoyan.images.proposals.regions import CONTEXT, LARGEST_SIDE, MOST, Regions
from huoyan.images.proposals.selective_search import SelectiveSearch
from huoyan.learn.heads.parts.settings import positive
from huoyan.learn.options import integer, parse_values, refuse_option
from huoyan.words import Message

NAME = "rcnn"
# Regions as seen by a backbone at 64 px: at 96 px they take three times as long.
SIDE, SEARCHED, REGIONS = 64, 256, 300
STRENGTH = 1e-3
MOST_IOU = 0.3  # of two boxes of one thing (the paper's value)
# Overlaps from which a region is taught as the thing that it covers, to choose from; at 1 true boxes alone
# are, as in the paper, at 0.5 there is the most to learn from where pictures are few.
POSITIVE = (1.0, 0.5)


@dataclass(frozen=True, slots=True)
class RegionOptions:
    """side: pixels of a region as the backbone sees it. search: pixels of the longer side of the picture in
    which regions are searched; regions: of them, at most. C: of the SVM. positive: None: chosen.
    """

    side: int = SIDE
    search: int = SEARCHED
    regions: int = REGIONS
    C: float = STRENGTH
    positive: float | None = None

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> RegionOptions:
        """Raises NetworkError (network.option)."""
        return cls(**parse_values(NAME, options, _PARSERS))

    def to_regions(self) -> Regions:
        search = SelectiveSearch(side=self.search, most=self.regions)
        return Regions(search, self.side, round(self.side * CONTEXT))


def _share(name: str, value: Any) -> float:
    """Above 0.3, from which a region is no background, to 1."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if isinstance(value, bool) or not 0.3 <= number <= 1:
        raise refuse_option(name, value, Message("rcnn.expected_positive"))
    return number


def _most(name: str, value: Any, *, low: int, most: int) -> int:
    number = integer(name, value, low=low)
    if number > most:
        raise refuse_option(name, value, Message("network.expected_most", most=most))
    return number


_PARSERS: Mapping[str, Callable[[str, Any], Any]] = {
    "side": partial(_most, low=16, most=LARGEST_SIDE),
    "search": partial(_most, low=32, most=4096),
    "regions": partial(_most, low=1, most=MOST),
    "C": positive,
    "positive": _share,
}
