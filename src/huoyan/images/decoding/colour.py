"""Every colour mode to RGB uint8: alpha over white, deep grey through a window, print and Lab colours."""

from __future__ import annotations

import numpy as np
from PIL import Image

from huoyan.errors import ImageError, UsageError
from huoyan.words import Message

Window = tuple[float, float]


def is_deep(mode: str) -> bool:
    """True for grey of more than 8 bits: 16-bit (I;16, I;16B ...), 32-bit integer and float."""
    return mode.startswith("I") or mode == "F"


def to_rgb(image: Image.Image, window: Window | None, bits: int, name: str) -> np.ndarray:
    """A loaded picture of any mode as uint8 (H, W, 3).

    `bits` is the declared depth: without a window, 16-bit grey is mapped from 0..2**bits - 1.
    16-bit colour keeps its upper byte (Pillow reads no more), whatever the window.
    """
    if is_deep(image.mode):
        return _deep(image, window, bits, name)
    if image.has_transparency_data:
        return np.array(over_white(image))
    if image.mode == "LAB":
        return np.array(_lab(image))
    # 1, L, P, RGB, RGBX, CMYK, YCbCr, HSV: plain arithmetic, CMYK without an ink profile.
    return np.array(image.convert("RGB"))  # a copy: asarray would be read-only


def map_window(values: np.ndarray, window: Window) -> np.ndarray:
    """Grey values of any type to uint8: linear, `window` to 0..255, beyond it clipped, NaN to 0."""
    low, high = window
    if not low < high:
        raise UsageError(Message("image.window_order", low=low, high=high), code="usage.window")
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        table = map_window(np.arange(65536, dtype=np.float64), window)
        mapped: np.ndarray = table[values]
        return mapped
    share = np.nan_to_num((values.astype(np.float64) - low) / (high - low), nan=0.0)
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def _deep(image: Image.Image, window: Window | None, bits: int, name: str) -> np.ndarray:
    values = np.asarray(image)
    grey = map_window(values, window or _full_range(image.mode, values, bits, name))
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey[values == clear] = 255
    return np.repeat(grey[:, :, None], 3, axis=2)


def _full_range(mode: str, values: np.ndarray, bits: int, name: str) -> Window:
    if mode.startswith("I;16"):
        return (0.0, float(2**bits - 1))
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if mode == "I" and low >= 0 and high <= 65535:
        return (0.0, 65535.0)
    what = Message("image.float_grey") if mode == "F" else Message("image.signed_grey")
    raise ImageError(
        Message("image.needs_window", name=name, what=what, low=low, high=high),
        code="image.depth",
    )


def over_white(image: Image.Image) -> Image.Image:
    """A picture with transparency as RGB on a white ground."""
    plain = image.convert("LA") if image.mode == "La" else image  # Pillow has no direct way for this one
    layered = plain.convert("RGBA")
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(layered, mask=layered.getchannel("A"))
    return white


def _lab(image: Image.Image) -> Image.Image:
    from PIL import ImageCms

    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    if converted is None:  # only with inPlace=True
        raise TypeError("no picture came back from the colour conversion")
    return converted
