"""What PatchCore is asked for, as `options` of a recipe have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from huoyan.learn.options import integer, parse_values, refuse_option, yes_or_no
from huoyan.words import Message

NAME = "patchcore"
# Of the places of good pictures, and at most so many: each new place is compared with every one.
SHARE, MOST, LEAST = 0.05, 2000, 200


@dataclass(frozen=True, slots=True)
class PatchOptions:
    """coreset: share of the places that is remembered; most: how many at most. whole: whether pictures are
    compared as wholes, too."""

    coreset: float = SHARE
    most: int = MOST
    whole: bool = True

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> PatchOptions:
        """Raises NetworkError (network.option)."""
        return cls(**parse_values(NAME, options, _PARSERS))

    def remembered(self, places: int) -> int:
        """Of so many places."""
        return min(places, self.most, max(LEAST, round(self.coreset * places)))


def _share(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if isinstance(value, bool) or not 0 < number <= 1:
        raise refuse_option(name, value, Message("patches.expected_share"))
    return number


_PARSERS: Mapping[str, Callable[[str, Any], Any]] = {
    "coreset": _share,
    "most": partial(integer, low=1, most=20_000),
    "whole": yes_or_no,
}
