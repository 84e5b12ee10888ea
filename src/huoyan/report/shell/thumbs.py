"""Pictures inside the page: small copies, encoded anew (so without EXIF), as data URIs."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

import numpy as np

from huoyan.images import draw

# Up to this side a picture is kept without loss and shown with hard pixels: JPEG would smear them.
TINY = 32


@dataclass(frozen=True, slots=True)
class Thumb:
    """An embedded picture: its URI, its size in pixels, and whether it is to be enlarged with hard pixels."""

    uri: str
    width: int
    height: int
    pixelated: bool


def thumb(picture: np.ndarray, side: int, *, fine_colours: bool = False) -> Thumb:
    """`picture` uint8 (H, W), (H, W, 1) or (H, W, 3), made to fit `side` pixels; never enlarged here."""
    small = draw.thumbnail(picture, side)
    tiny = max(picture.shape[:2]) <= TINY
    kind = "png" if tiny else "jpeg"
    data = draw.encode_png(small) if tiny else draw.encode_jpeg(small, fine_colours=fine_colours)
    uri = f"data:image/{kind};base64,{b64encode(data).decode('ascii')}"
    return Thumb(uri, small.shape[1], small.shape[0], tiny)
