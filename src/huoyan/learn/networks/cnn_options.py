"""The values of a convolutional network: how they are read, and good ones for a picture size."""

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
    parts,
    refuse_option,
    share,
    whole_numbers,
    yes_or_no,
)
from huoyan.words import Listed, Message

HEADS = ("flatten", "avg")
PADDINGS = ("same", "valid")
POOLS = ("max", "avg", "none")


@dataclass(frozen=True, slots=True)
class CnnOptions:
    """Blocks of convolutions, then dense layers. `kernel` and `pool`: one value for all blocks, or one each.

    widths      features of each block; there are as many blocks as widths
    kernel      side of the convolutions, odd
    padding     "same" keeps the picture's size, "valid" uses no border
    pool        2 x 2 pooling at the end of a block
    pool_first  pool before batch norm and activation: a quarter of the arithmetic for the same shape
    norm        batch norm after every convolution
    dropout     share of the values dropped before every dense layer
    convs       convolutions in a block
    residual    adds a block's input to its output (He et al. 2016, section 3.2), through a 1 x 1 convolution
                where the widths differ
    branches    kernels of parallel stacks of all blocks, whose features are concatenated; () is one stack
    hidden      widths of the dense layers before the last
    head        "flatten" keeps where a feature was, "avg" takes its mean over the picture
    bias        of convolutions; None: exactly where no batch norm follows, which has its own
    """

    widths: tuple[int, ...] = (32, 64, 64)
    kernel: tuple[int, ...] = (3,)
    padding: str = "same"
    pool: tuple[str, ...] = ("max",)
    pool_first: bool = True
    norm: bool = True
    activation: str = "relu"
    dropout: float = 0.0
    convs: int = 1
    residual: bool = False
    branches: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    head: str = "flatten"
    bias: bool | None = None

    @property
    def kernels(self) -> tuple[int, ...]:
        """One a block."""
        return self.kernel * len(self.widths) if len(self.kernel) == 1 else self.kernel

    @property
    def pools(self) -> tuple[str, ...]:
        """One a block."""
        return self.pool * len(self.widths) if len(self.pool) == 1 else self.pool

    def to_dict(self) -> dict[str, Any]:
        """Plain values that `parse` reads back to an equal object."""
        values = dataclasses.asdict(self)
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
        return {key: value for key, value in values.items() if value is not None}


def _kernels(name: str, value: Any) -> tuple[int, ...]:
    kernels = whole_numbers(name, value, empty=name == "branches")
    if any(kernel % 2 == 0 for kernel in kernels):
        raise refuse_option(name, value, Message("network.expected_odd"))
    return kernels


def _pools(name: str, value: Any) -> tuple[str, ...]:
    # "none" alone is a value here, not an empty list.
    values = value.split(",") if isinstance(value, str) else parts(value)
    return tuple(named_choice(name, part, POOLS) for part in values) or _nothing(name, value)


def _nothing(name: str, value: Any) -> tuple[str, ...]:
    raise refuse_option(name, value, Message("network.expected_some", names=Listed(POOLS)))


def _bias(name: str, value: Any) -> bool | None:
    return None if value is None or str(value).strip().lower() == "auto" else yes_or_no(name, value)


PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "widths": whole_numbers,
    "kernel": _kernels,
    "padding": lambda name, value: named_choice(name, value, PADDINGS),
    "pool": _pools,
    "pool_first": yes_or_no,
    "norm": yes_or_no,
    "activation": lambda name, value: named_choice(name, value, tuple(ACTIVATIONS)),
    "dropout": share,
    "convs": integer,
    "residual": yes_or_no,
    "branches": _kernels,
    "hidden": lambda name, value: whole_numbers(name, value, empty=True),
    "head": lambda name, value: named_choice(name, value, HEADS),
    "bias": _bias,
}


def parse_options(options: Mapping[str, Any], base: CnnOptions | None = None) -> CnnOptions:
    """`base` with `options` on top. Raises NetworkError `network.option`: unknown name, or wrong value."""
    values = parse_values("cnn", options, PARSERS)
    if values.get("branches") and "kernel" in values:
        raise refuse_option("kernel", options["kernel"], Message("network.expected_no_kernel"))
    return check_options(dataclasses.replace(_shaped(base or CnnOptions(), values), **values))


def _shaped(base: CnnOptions, values: Mapping[str, Any]) -> CnnOptions:
    """Lets per-block values of `base` follow a new number of blocks: the first ones, the last repeated."""
    blocks = len(values.get("widths", base.widths))

    def follow(old: tuple[Any, ...]) -> tuple[Any, ...]:
        return old if len(old) == 1 else (old + old[-1:] * blocks)[:blocks]

    return dataclasses.replace(base, kernel=follow(base.kernel), pool=follow(base.pool))


def check_options(options: CnnOptions) -> CnnOptions:
    """The options themselves; raises NetworkError where they contradict each other."""
    blocks = len(options.widths)
    for name, values in (("kernel", options.kernel), ("pool", options.pool)):
        if len(values) not in (1, blocks):
            raise refuse_option(
                name, ",".join(map(str, values)), Message("network.expected_one_each", n=blocks)
            )
    if options.residual and options.padding != "same":
        raise refuse_option("residual", True, Message("network.expected_same"))
    return options


def default_options(size: int, channels: int) -> CnnOptions:
    """Good values for square pictures of `size` pixels, learnt from scratch in reasonable time on a CPU."""
    if size >= 96:
        deep = (16, 32, 64, 128, 256)
        return CnnOptions(widths=deep if size < 192 else (*deep, 256), residual=True, head="avg")
    if size >= 48:
        return CnnOptions(widths=(32, 64, 128, 128), head="avg")
    if size >= 20:
        if channels > 1:
            return CnnOptions(widths=(32, 64, 128), pool=("max", "max", "none"))
        return CnnOptions(padding="valid", pool=("max", "max", "none"))
    # Too small to give the borders away; each pooling needs 2 pixels.
    pool = ("max", "max", "none") if size >= 4 else ("none",)
    return CnnOptions(pool=pool)


def half_options(size: int, channels: int) -> CnnOptions:
    """The default at half the width: about a quarter of the arithmetic."""
    options = default_options(size, channels)
    return dataclasses.replace(options, widths=tuple(max(1, width // 2) for width in options.widths))


def tutorial_options(size: int, channels: int) -> CnnOptions:
    """The Keras net of most tutorials, to compare with: 93,322 parameters at 28 x 28 x 1 and 10 classes."""
    return CnnOptions(
        padding="valid", pool=("max", "max", "none"), pool_first=False, norm=False, hidden=(64,)
    )


CNN_PRESETS: dict[str, Callable[[int, int], CnnOptions]] = {
    "cnn": default_options,
    "cnn_half": half_options,
    "cnn_tutorial": tutorial_options,
}
