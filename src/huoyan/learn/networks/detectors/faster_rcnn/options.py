"""The values of Faster R-CNN."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.learn.options import integer, parse_values


@dataclass(frozen=True, slots=True)
class FasterRcnnOptions:
    """backbone    a network of ours or of timm with feature maps, by its name
    width       of the maps of the pyramid
    hidden      of the two dense layers that see a region
    candidates  anchors a map that may become proposals: the surest
    proposals   of a picture, of which each is looked at
    """

    backbone: str = "mobilenetv3_large_100"
    width: int = 128
    hidden: int = 512
    candidates: int = 200
    proposals: int = 128

    def to_dict(self) -> dict[str, Any]:
        """Plain values that `parse_options` reads back to an equal object."""
        return dataclasses.asdict(self)


PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "backbone": lambda name, value: str(value).strip(),
    "width": integer,
    "hidden": integer,
    "candidates": integer,
    "proposals": integer,
}


def parse_options(name: str, options: Mapping[str, Any]) -> FasterRcnnOptions:
    """The defaults with `options` on top. Raises NetworkError `network.option`."""
    return FasterRcnnOptions(**parse_values(name, options, PARSERS))
