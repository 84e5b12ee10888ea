"""The one deterministic transform from any picture to the network's picture; a frozen value.

Training, evaluation, prediction and serving all call it, and the manifest stores it. Geometry comes
first (antialiased resampling, see `images.resize`), then the classical steps in their order. Scale, mean
and std are in the network itself.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from PIL import Image

from huoyan.errors import UsageError
from huoyan.images.decode import decode
from huoyan.images.decoding.colour import Window
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.resize import Box, Interpolation, resized
from huoyan.images.steps import STEPS, apply_steps, check_steps
from huoyan.placement import Placement, unmoved
from huoyan.text import shortened
from huoyan.words import Listed, Message

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["STEPS", "Placement", "Prepared", "Preprocess", "choose_fit"]

Fit = Literal["squash", "crop", "pad", "corner"]
Colour = Literal["rgb", "grey"]

PAD_GREY = 114  # the letterbox grey of the YOLO family
MAX_SIDE = 8192
LEAST_CROP = 0.01
SAME_ASPECT = 1.10  # aspects that differ by less are "nearly the same"


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A picture as the network takes it, uint8 (height, width, channels), and where its source lies in it."""

    pixels: np.ndarray
    place: Placement


@dataclass(frozen=True, slots=True)
class Preprocess:
    """Every choice that shapes the network's picture.

    fit: "squash" ignores the aspect; "crop" keeps the centre (crop_ratio is timm's crop_pct); "pad"
    keeps all of the picture, centred on grey, and "corner" all of it, at the top left of the grey, as YOLOX
    takes it. window: see `images.decode`.
    Raises UsageError `usage.preprocess` for a value that is not allowed.
    """

    height: int
    width: int
    fit: Fit = "squash"
    interpolation: Interpolation = "bilinear"
    colour: Colour = "rgb"
    steps: tuple[str, ...] = ()
    window: Window | None = None
    crop_ratio: float = 1.0

    def __post_init__(self) -> None:
        for name in ("height", "width"):
            _check_side(name, getattr(self, name))
        check_name("fit", self.fit, get_args(Fit))
        check_name("interpolation", self.interpolation, get_args(Interpolation))
        check_name("colour", self.colour, get_args(Colour))
        _check_window(self.window)
        if not (is_number(self.crop_ratio) and LEAST_CROP <= self.crop_ratio <= 1):
            raise wrong("crop_ratio", self.crop_ratio, Message("preprocess.share", low=LEAST_CROP))
        object.__setattr__(self, "steps", check_steps(self.steps, self.colour))
        if self.window is not None:
            object.__setattr__(self, "window", (float(self.window[0]), float(self.window[1])))

    @property
    def channels(self) -> int:
        return 1 if self.colour == "grey" else 3

    def __call__(self, pixels: np.ndarray) -> Prepared:
        """uint8 (H, W, 3) RGB, or (H, W) or (H, W, 1) grey, to uint8 (height, width, channels)."""
        return self._place(pixels, pixels.shape[0], pixels.shape[1])

    def read(self, data: bytes, name: str = "image", limits: Limits = DEFAULT) -> Prepared:
        """Bytes of a picture file to the network's picture; large JPEG are decoded at a lower scale.

        A lower scale changes the result by about 0.5 to 1 of 255 in the mean (see benchmarks/decode.py).
        """
        # "nearest" picks single pixels, so it must see those of the file.
        at_least = None if self.interpolation == "nearest" else self._at_least()
        picture = decode(data, limits=limits, window=self.window, at_least=at_least, name=name)
        return self._place(picture.pixels, picture.height, picture.width)

    def keeps(self, height: int, width: int, channels: int) -> bool:
        """True if a uint8 picture of this shape passes through unchanged."""
        whole = self.fit != "crop" or self.crop_ratio == 1
        same = (height, width, channels) == (self.height, self.width, self.channels)
        return same and whole and not self.steps

    def ready(self, pixels: np.ndarray) -> Prepared | None:
        """The same memory, uint8 (H, W, 3) or (H, W), where it passes through unchanged; else None."""
        height, width = pixels.shape[:2]
        if not self.keeps(height, width, 1 if pixels.ndim == 2 else pixels.shape[2]):
            return None
        shaped = pixels[..., None] if pixels.ndim == 2 else pixels
        return Prepared(shaped, unmoved(height, width))

    def to_json(self) -> dict[str, Any]:
        values = dataclasses.asdict(self)
        values["steps"] = list(self.steps)
        values["window"] = None if self.window is None else list(self.window)
        return values

    def unlike(self, other: Preprocess) -> list[str]:
        """The names of the fields in which both see a picture otherwise."""
        ours, theirs = self.to_json(), other.to_json()
        return [name for name, value in ours.items() if theirs[name] != value]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Preprocess:
        """The inverse of `to_json`; unknown and missing names are errors."""
        check_fields(cls, values)
        given = dict(values)
        for name in ("steps", "window"):
            if isinstance(given.get(name), list):
                given[name] = tuple(given[name])
        return cls(**given)

    def _at_least(self) -> tuple[int, int]:
        share = self.crop_ratio if self.fit == "crop" else 1.0
        return math.ceil(self.height / share), math.ceil(self.width / share)

    def _place(self, pixels: np.ndarray, height: int, width: int) -> Prepared:
        picture = self._coloured(pixels)
        place = self._pad if self.fit in ("pad", "corner") else self._cut
        array, placement = place(picture, height, width)
        if array.ndim == 2:
            array = np.repeat(array[:, :, None], self.channels, axis=2)
        return Prepared(apply_steps(array, self.steps), placement)

    def _coloured(self, pixels: np.ndarray) -> np.ndarray:
        """Before resizing: one channel, where there is one, is resampled instead of three equal ones."""
        shaped = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (1, 3))
        if pixels.dtype != np.uint8 or not shaped or pixels.size == 0:
            raise wrong("pixels", f"{pixels.dtype} {pixels.shape}", Message("preprocess.pixels"))
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            return pixels.reshape(pixels.shape[:2])
        if self.colour == "grey":
            return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).convert("L"))
        return pixels

    def _cut(self, picture: np.ndarray, height: int, width: int) -> tuple[np.ndarray, Placement]:
        """Squash and crop: one box of the source fills the whole of the network's picture."""
        box_height, box_width = float(height), float(width)
        if self.fit == "crop":
            scale = max(self.height / height, self.width / width) / self.crop_ratio
            box_height, box_width = self.height / scale, self.width / scale
        left, top = (width - box_width) / 2, (height - box_height) / 2
        # The pixels may be those of a scaled decoding.
        there_height, there_width = picture.shape[:2]
        shrink_x, shrink_y = there_width / width, there_height / height
        box: Box = (
            max(left, 0.0) * shrink_x,
            max(top, 0.0) * shrink_y,
            min((left + box_width) * shrink_x, float(there_width)),
            min((top + box_height) * shrink_y, float(there_height)),
        )
        filled = resized(picture, self.height, self.width, self.interpolation, box)
        scale_x, scale_y = self.width / box_width, self.height / box_height
        return filled, Placement(height, width, scale_x, scale_y, -left * scale_x, -top * scale_y)

    def _pad(self, picture: np.ndarray, height: int, width: int) -> tuple[np.ndarray, Placement]:
        scale = min(self.height / height, self.width / width)
        inner_width = min(max(round(width * scale), 1), self.width)
        inner_height = min(max(round(height * scale), 1), self.height)
        left, top = (self.width - inner_width) // 2, (self.height - inner_height) // 2
        if self.fit == "corner":
            left = top = 0
        canvas = np.full((self.height, self.width, *picture.shape[2:]), PAD_GREY, np.uint8)
        inner = resized(picture, inner_height, inner_width, self.interpolation)
        canvas[top : top + inner_height, left : left + inner_width] = inner
        return canvas, Placement(
            height, width, inner_width / width, inner_height / height, float(left), float(top)
        )


def choose_fit(sizes: Sequence[tuple[int, int]]) -> tuple[Fit, Message]:
    """The fit that loses no object, for pictures of these (height, width), and why."""
    if not sizes:
        raise wrong("sizes", "empty", Message("preprocess.sizes"))
    aspects = sorted(width / height for height, width in sizes)
    low, high, n = aspects[0], aspects[-1], len(aspects)
    if high / low <= SAME_ASPECT:
        return "squash", (
            Message("preprocess.squash", n=n, middle=aspects[len(aspects) // 2], low=low, high=high)
        )
    return "pad", (Message("preprocess.pad", n=n, low=low, high=high))


def is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def wrong(field: str, value: object, expected: Message) -> UsageError:
    """The error of a value that a transform does not allow."""
    return UsageError(
        Message("preprocess.wrong", field=field, value=shortened(repr(value)), expected=expected),
        code="usage.preprocess",
    )


def check_fields(kind: type[DataclassInstance], values: Mapping[str, Any], part: str = "") -> None:
    """Refuses names that are no fields of `kind`, and a lack of those that have no value of their own.

    part: of the transform that these are the values of.
    """
    dot = f"{part}." if part else ""
    known = {field.name: field for field in dataclasses.fields(kind)}
    for name in values:
        check_name(f"{dot}field", name, tuple(known))
    given = (dataclasses.MISSING, dataclasses.MISSING)
    required = [name for name, field in known.items() if (field.default, field.default_factory) == given]
    missing = [name for name in required if name not in values]
    if missing:
        raise wrong(f"{dot}fields", sorted(values), Message("preprocess.also", names=Listed(missing, None)))


def _check_side(name: str, value: object) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not (whole and isinstance(value, int) and 1 <= value <= MAX_SIDE):
        raise wrong(name, value, Message("preprocess.side", most=MAX_SIDE))


def check_name(field: str, value: object, allowed: tuple[str, ...]) -> None:
    """Refuses what is not one of `allowed`, with the nearest that is."""
    if value in allowed:
        return
    near = difflib.get_close_matches(str(value), allowed, n=1, cutoff=0.5)
    given = {"field": field, "value": shortened(repr(value)), "allowed": Listed(allowed, None)}
    said = (
        Message("preprocess.unknown_near", **given, near=near[0])
        if near
        else Message("preprocess.unknown", **given)
    )
    raise UsageError(said, code="usage.preprocess")


def _check_window(window: object) -> None:
    if window is None:
        return
    pair = isinstance(window, (tuple, list)) and len(window) == 2
    if not (pair and isinstance(window, (tuple, list)) and all(map(is_number, window))):
        raise wrong("window", window, Message("preprocess.window"))
    if not window[0] < window[1]:
        raise wrong("window", window, Message("preprocess.window_order"))
