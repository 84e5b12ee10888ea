"""The fast way for ordinary JPEG: libjpeg-turbo straight into an array, at a lower scale where allowed.

Bit-equal to Pillow at full size, because both use libjpeg-turbo's accurate integer DCT and smooth
upsampling. What is not ordinary (CMYK, 12 bits, junk between segments) is left to Pillow.
"""

from __future__ import annotations

import numpy as np

from huoyan.errors import ImageError

# Said by libjpeg when compressed pixels are lost; Pillow would fill the gap with grey and say nothing.
_LOST = ("premature end of data", "bad Huffman code", "found marker", "Inconsistent progression")
# Measured by benchmarks/decode.py: with these, photos of 3,000 px come out 4 times as fast and differ by
# 0.5 of 255 in the mean from a full decoding; other eighths are no faster than the whole picture.
MARGIN = 2  # a scaled picture keeps this many times the wanted sides
FACTORS = (8, 4, 2)
SCAN_BYTES = 10  # the header of the smallest scan (ITU-T T.81, B.2.3)


def size(data: bytes) -> tuple[int, int] | None:
    """Height and width as stored, where the fast way can take this JPEG; else None."""
    import simplejpeg

    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except ValueError:
        return None
    return (height, width) if colours in ("YCbCr", "Gray", "RGB") else None


def decode(
    data: bytes, stored: tuple[int, int], at_least: tuple[int, int] | None, name: str
) -> np.ndarray | None:
    """Pixels uint8 (H, W, 3) as stored (not yet upright), or None where Pillow must look.

    stored: what `size` gave. at_least (height, width), as stored: both sides stay >= MARGIN times this.
    Raises image.corrupt where compressed data is damaged.
    """
    import simplejpeg

    height, width = _scaled(stored, at_least)
    try:
        return np.asarray(
            simplejpeg.decode_jpeg(
                data, "RGB", fastdct=False, fastupsample=False, min_height=height, min_width=width
            )
        )
    except ValueError as error:
        if any(sign in str(error) for sign in _LOST):
            raise ImageError(
                f"{name} is a damaged JPEG ({error}): part of the picture is lost. "
                "Replace the file by an intact copy.",
                code="image.corrupt",
            ) from error
        return None


def _scaled(stored: tuple[int, int], at_least: tuple[int, int] | None) -> tuple[int, int]:
    """The sides after the strongest scaling that is allowed."""
    if at_least is None:
        return stored
    for factor in FACTORS:
        height, width = -(-stored[0] // factor), -(-stored[1] // factor)
        if height >= MARGIN * at_least[0] and width >= MARGIN * at_least[1]:
            return height, width
    return stored


def scans(data: bytes) -> int:
    """Passes over all pixels that a progressive JPEG asks for; the marker cannot occur in coded pixels."""
    return data.count(b"\xff\xda")
