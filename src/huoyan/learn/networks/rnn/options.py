"""The values of a recurrent network: how they are read, and good ones for a picture size."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.learn.networks.dense import ACTIVATIONS
from huoyan.learn.options import (
    integer,
    named_choice,
    parse_values,
    refuse_option,
    share,
    whole_numbers,
)
from huoyan.words import Message

CELLS = ("lstm", "gru")
DIRECTIONS = ("one", "both")
BIASES = ("one", "two")
STEPS = ("rows", "columns", "patches")
HEADS = ("last", "avg", "flatten")


@dataclass(frozen=True, slots=True)
class RnnOptions:
    """Layers of recurrent cells, then dense layers.

    widths      states of each layer; there are as many layers as widths
    cell        "lstm" (Hochreiter and Schmidhuber 1997) or "gru" (Cho et al. 2014)
    directions  "both" reads the sequence from its end too: twice the values at every step
    steps       what is read at a time: "rows" from the top, "columns" from the left, or "patches" row by row
    patch       side of a patch in pixels; the picture's must be a multiple of it
    head        what of the steps is kept: the state after the "last", their mean ("avg"), or all ("flatten")
    biases      of a gate: "one", as Keras counts for an LSTM, or "two", as torch does
    hidden      widths of the dense layers before the last
    dropout     share of the values dropped between recurrent layers and before every dense layer
    """

    widths: tuple[int, ...] = (128,)
    cell: str = "lstm"
    directions: str = "one"
    steps: str = "rows"
    patch: int = 4
    head: str = "last"
    biases: str = "one"
    hidden: tuple[int, ...] = ()
    activation: str = "relu"
    dropout: float = 0.0


PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "widths": whole_numbers,
    "cell": lambda name, value: named_choice(name, value, CELLS),
    "directions": lambda name, value: named_choice(name, value, DIRECTIONS),
    "steps": lambda name, value: named_choice(name, value, STEPS),
    "patch": integer,
    "head": lambda name, value: named_choice(name, value, HEADS),
    "biases": lambda name, value: named_choice(name, value, BIASES),
    "hidden": lambda name, value: whole_numbers(name, value, empty=True),
    "activation": lambda name, value: named_choice(name, value, tuple(ACTIVATIONS)),
    "dropout": share,
}


def parse_options(options: Mapping[str, Any], base: RnnOptions | None = None) -> RnnOptions:
    """`base` with `options` on top. Raises NetworkError `network.option`: unknown name, or wrong value."""
    values = parse_values("rnn", options, PARSERS)
    parsed = dataclasses.replace(base or RnnOptions(), **values)
    if "patch" in values and parsed.steps != "patches":
        raise refuse_option(
            "patch", options["patch"], Message("network.expected_patches", steps=parsed.steps)
        )
    return parsed


def default_options(size: int, channels: int) -> RnnOptions:
    """Good values for square pictures of `size` pixels, learnt from scratch in reasonable time on a CPU."""
    if size < 48:
        # Few steps: all of them are kept, as where a stroke was tells much.
        return RnnOptions(widths=(64,), directions="both", head="flatten")
    return RnnOptions(directions="both", head="avg")


RNN_PRESETS: dict[str, Callable[[int, int], RnnOptions]] = {"rnn": default_options}
