"""The fast way for ordinary JPEG: libjpeg-turbo straight into an array, at a lower scale where allowed.

Bit-equal to Pillow at full size, because both use libjpeg-turbo's accurate integer DCT and smooth
upsampling. What is not ordinary (CMYK, 12 bits, junk between segments) is left to Pillow.
"""

from __future__ import annotations

import numpy as np

from huoyan.errors import ImageError
from huoyan.words import Message

# Said by libjpeg when compressed pixels are lost; Pillow would fill the gap with grey and say nothing.
_LOST = ("premature end of data", "bad Huffman code", "found marker", "Inconsistent progression")
# Measured by benchmarks/decode.py: with these, photos of 3,000 px come out 4 times as fast and differ by
# 0.5 of 255 in the mean from a full decoding; other eighths are no faster than the whole picture.
MARGIN = 2  # a scaled picture keeps this many times the wanted sides
FACTORS = (8, 4, 2)
SCAN_BYTES = 10  # the header of the smallest scan (ITU-T T.81, B.2.3)


def stored_size(data: bytes) -> tuple[int, int] | None:
    """Height and width as stored, where the fast way can take this JPEG; else None."""
    import simplejpeg

    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except ValueError:
        return None
    return (height, width) if colours in ("YCbCr", "Gray", "RGB") else None


def decode_jpeg(data: bytes, wanted: tuple[int, int], name: str) -> np.ndarray | None:
    """Pixels uint8 (H, W, 3) as stored (not yet upright), or None where Pillow must look.

    wanted (height, width): what `sides` gave.
    Raises image.corrupt where compressed data is damaged.
    """
    import simplejpeg

    height, width = wanted
    try:
        return np.asarray(
            simplejpeg.decode_jpeg(
                data, "RGB", fastdct=False, fastupsample=False, min_height=height, min_width=width
            )
        )
    except ValueError as error:
        if any(sign in str(error) for sign in _LOST):
            raise ImageError(
                Message("image.lost_pixels", name=name, reason=str(error)),
                code="image.corrupt",
            ) from error
        return None


def factor(stored: tuple[int, int], at_least: tuple[int, int] | None, most: int) -> int:
    """The strongest scaling that is allowed, 1 for none.

    stored: what `size` gave. at_least (height, width): both sides stay >= MARGIN times this; where more than
    `most` pixels would be left, >= this.
    """
    if at_least is None:
        return 1
    for margin in (MARGIN, 1):
        kept = (margin * at_least[0], margin * at_least[1])
        fits = (x for x in FACTORS if all(a >= b for a, b in zip(scaled_sides(stored, x), kept, strict=True)))
        found = next(fits, 1)
        height, width = scaled_sides(stored, found)
        if height * width <= most:
            return found
    return found


def scaled_sides(stored: tuple[int, int], factor: int) -> tuple[int, int]:
    """What libjpeg makes of them at 1/factor."""
    return -(-stored[0] // factor), -(-stored[1] // factor)


def scans(data: bytes) -> int:
    """Passes over all pixels that a progressive JPEG asks for; the marker cannot occur in coded pixels."""
    return data.count(b"\xff\xda")
