"""How much training pictures are varied: `Augmentation`, and presets of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Flip = Literal["none", "horizontal", "vertical", "both"]
Fill = Literal["edge", "zero"]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """The largest variation of each kind; 0 is off. Every picture gets its own draw, even in strength.

    rotate      degrees to either side
    shift       share of the side, in either direction; whole pixels unless a picture is also turned or scaled
    scale       0.2: from 1/1.2 to 1.2 times as large
    crop        share of the area cut away before the rest fills the picture again, with sides up to 4:3
    flip        mirrored, one time in two for each direction
    fill        what comes in from outside: the nearest edge pixel, or black
    brightness, contrast, saturation, colour
                0.2: times 0.8 to 1.2; `colour` is a factor for each channel. Grey has neither of the last two
    noise       standard deviation as a share of the range of values
    blur        standard deviation of the Gaussian as a share of the shorter side
    erase       probability that a rectangle of 2 to 20 % of the area is hidden (Zhong et al. 2020)
    mixup       alpha of MixUp (Zhang et al. 2018)
    cutmix      alpha of CutMix (Yun et al. 2019); where both are on, a batch gets one of them
    """

    rotate: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    crop: float = 0.0
    flip: Flip = "none"
    fill: Fill = "edge"
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    colour: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    erase: float = 0.0
    mixup: float = 0.0
    cutmix: float = 0.0

    @property
    def resamples(self) -> bool:
        """Pictures are turned or scaled, which needs values between pixels."""
        return bool(self.rotate or self.scale or self.crop)

    @property
    def recolours(self) -> bool:
        return bool(self.brightness or self.contrast or self.saturation or self.colour)

    @property
    def mixes(self) -> bool:
        """Targets become shares of classes."""
        return bool(self.mixup or self.cutmix)


# "views" are few enough, where training begins at a fitted head, to be prepared once for each picture.
# None mirrors: whether a mirrored picture means the same, only the data can say (digits, text, left hands).
PRESETS: dict[str, Augmentation] = {
    "none": Augmentation(),
    "light": Augmentation(shift=0.07),
    "views": Augmentation(crop=0.4),
    "standard": Augmentation(
        rotate=10, shift=0.06, scale=0.1, crop=0.3, brightness=0.2, contrast=0.2, saturation=0.2, colour=0.05
    ),
    "strong": Augmentation(
        rotate=15,
        shift=0.08,
        scale=0.15,
        crop=0.5,
        brightness=0.25,
        contrast=0.3,
        saturation=0.4,
        colour=0.1,
        noise=0.03,
        blur=0.006,
        erase=0.25,
        mixup=0.2,
        cutmix=1.0,
    ),
}
