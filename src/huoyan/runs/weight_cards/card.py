"""What a file of weights is: its network, the pictures that this takes, what it answers, its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Library = Literal["timm", "torchvision", "huoyan", "onnx", "other"]
PixelRange = Literal["0..1", "-1..1", "0..255"]

# Mean and deviation of 0..1 pixels that bring them into the range.
_RANGES: dict[PixelRange, tuple[float, float]] = {
    "0..1": (0.0, 1.0),
    "-1..1": (0.5, 0.5),
    "0..255": (0.0, 1 / 255),
}


@dataclass(frozen=True, slots=True)
class CardNetwork:
    """The architecture: a name of the library and arguments of its constructor there.

    padding: "same" pads strided convolutions as TensorFlow does, "own" as the library does. library: "onnx"
    for a file that is a graph itself, "other" for what none of them builds.
    """

    library: Library
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    padding: Literal["own", "same"] = "own"


@dataclass(frozen=True, slots=True)
class CardKeys:
    """How the file names its tensors: as the network does, below a prefix, or only in the network's order.

    batch_norm: "folded" where its statistics were multiplied into the convolutions before.
    """

    layout: Literal["name", "prefix", "order"] = "name"
    prefix: str = ""
    batch_norm: Literal["statistics", "folded", "none"] = "statistics"


@dataclass(frozen=True, slots=True)
class CardInput:
    """The pictures: sides in pixels, order of the channels, and what the pixels become.

    Either a range, or the mean and deviation of each channel of 0..1 pixels. fit, crop_ratio, interpolation:
    see `preprocess.Preprocess`. name: of the graph's input.
    """

    height: int | None = None
    width: int | None = None
    colour: Literal["rgb", "bgr", "grey"] = "rgb"
    range: PixelRange | None = None
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    fit: Literal["squash", "crop", "pad", "corner"] = "crop"
    crop_ratio: float = 0.875
    interpolation: Literal["bilinear", "bicubic", "lanczos", "nearest"] = "bilinear"
    name: str | None = None

    @property
    def channels(self) -> int:
        return 1 if self.colour == "grey" else 3

    @property
    def normalisation(self) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        """Mean and deviation of each channel of 0..1 pixels; None where the card does not say them."""
        if self.mean is not None and self.std is not None:
            return self.mean, self.std
        if self.range is None:
            return None
        mean, std = _RANGES[self.range]
        return (mean,) * self.channels, (std,) * self.channels


@dataclass(frozen=True, slots=True)
class CardOutput:
    """What the network answers: names of its classes in their order, or of a known set of them.

    tensors: what each output of a graph holds, by its name.
    """

    classes: int | None = None
    labels: tuple[str, ...] = ()
    label_set: Literal["imagenet-1k", "coco-80"] | None = None
    tensors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardSource:
    """Where the weights are from, their licence, what they were trained on, and what was measured."""

    origin: str | None = None
    licence: str | None = None
    trained_on: str | None = None
    measured: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """All of it. `sha256` is that of the file: a card for another one is refused."""

    network: CardNetwork
    sha256: str | None = None
    keys: CardKeys = field(default_factory=CardKeys)
    input: CardInput = field(default_factory=CardInput)
    output: CardOutput = field(default_factory=CardOutput)
    source: CardSource = field(default_factory=CardSource)

    @property
    def model(self) -> str:
        """The network by the name that `--model` takes."""
        prefix = "torchvision." if self.network.library == "torchvision" else ""
        return prefix + self.network.name

    @property
    def options(self) -> dict[str, Any]:
        """Values of the network, as `--option` takes them; its padding is one of them."""
        same = {"same_padding": True} if self.network.padding == "same" else {}
        return {**same, **self.network.arguments}
