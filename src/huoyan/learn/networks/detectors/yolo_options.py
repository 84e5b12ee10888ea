"""The values of our one-stage detector, and its sizes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.learn.detection.answer_ways import MANY, WAYS
from huoyan.learn.detection.score_losses import SCORE_LOSSES
from huoyan.learn.networks.detectors.parts.activations import ACTIVATIONS
from huoyan.learn.options import integer, named_choice, parse_values, whole_numbers

OWN = "own"


@dataclass(frozen=True, slots=True)
class YoloOptions:
    """What a size sets, and what may be set apart.

    backbone    "own", or a network of ours or of timm with feature maps, by its name
    widths      of our own backbone's maps at strides 2, 4, 8, 16, 32
    depths      bottlenecks in its stages at strides 4, 8, 16, 32
    neck        widths of the maps at strides 8, 16, 32 that the head sees
    neck_depth  bottlenecks in the neck's stages
    head        width of the head
    bins        a side is told as a distribution over so many whole numbers of strides
    activation  behind the convolutions of all but a foreign backbone
    scores      the loss of the scores
    answers     "many" for a thing, of which suppression leaves one; "once" by a second head that learns to
                answer once for each thing (Wang et al. 2024, "YOLOv10", section 3.1); "both" learns as "once"
                does and answers as "many" does, until validation says which of the two ships
    """

    backbone: str = OWN
    widths: tuple[int, ...] = (16, 32, 64, 128, 256)
    depths: tuple[int, ...] = (1, 2, 2, 1)
    neck: tuple[int, ...] = (64, 96, 192)
    neck_depth: int = 1
    head: int = 64
    bins: int = 16
    activation: str = "silu"
    scores: str = "varifocal"
    answers: str = MANY

    def to_dict(self) -> dict[str, Any]:
        """Plain values that `parse_options` reads back to an equal object."""
        values = dataclasses.asdict(self)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def _scaled(width: float, depth: float) -> YoloOptions:
    """Widths and depths of the largest, by these factors."""

    def wide(*widths: int) -> tuple[int, ...]:
        return tuple(round(each * width / 8) * 8 for each in widths)

    def deep(*depths: int) -> tuple[int, ...]:
        return tuple(max(1, round(each * depth)) for each in depths)

    return YoloOptions(
        widths=wide(64, 128, 256, 512, 1024),
        depths=deep(3, 6, 6, 3),
        neck=wide(256, 384, 768),
        neck_depth=deep(3)[0],
        head=wide(256)[0],
    )


SIZES: dict[str, YoloOptions] = {
    "yolo_n": _scaled(1 / 4, 1 / 3),
    "yolo_s": _scaled(1 / 2, 1 / 3),
    "yolo_m": _scaled(3 / 4, 2 / 3),
    "yolo_l": _scaled(1, 1),
}

PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "backbone": lambda name, value: str(value).strip(),
    "widths": lambda name, value: whole_numbers(name, value, count=5),
    "depths": lambda name, value: whole_numbers(name, value, count=4),
    "neck": lambda name, value: whole_numbers(name, value, count=3),
    "neck_depth": integer,
    "head": integer,
    "bins": lambda name, value: integer(name, value, low=2, most=64),
    "activation": lambda name, value: named_choice(name, value, tuple(ACTIVATIONS)),
    "scores": lambda name, value: named_choice(name, value, tuple(SCORE_LOSSES)),
    "answers": lambda name, value: named_choice(name, value, WAYS),
}


def parse_options(name: str, options: Mapping[str, Any]) -> YoloOptions:
    """The size `name` with `options` on top. Raises NetworkError `network.option`."""
    return dataclasses.replace(SIZES[name], **parse_values(name, options, PARSERS))
