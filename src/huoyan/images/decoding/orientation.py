"""EXIF orientation: read from a file, applied to pixels, so that every picture comes out upright."""

from __future__ import annotations

import re
import struct

import numpy as np
from PIL import Image

from huoyan.images.decoding.jpeg_segments import segments

TAG = 0x0112  # EXIF 2.32, section 4.6.4 A: 1 is upright, 2 to 8 are turned or mirrored
_XMP = re.compile(rb'tiff:Orientation(?:="|>)([1-8])')


def swaps_sides(orientation: int) -> bool:
    return orientation >= 5


def upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Pixels (H, W, ...) turned and mirrored as the orientation says; a view for 1 only."""
    if orientation == 1:
        return pixels
    if swaps_sides(orientation):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def of_exif(block: bytes) -> int | None:
    """Orientation in the first directory of an EXIF block, which begins with a TIFF header."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(order + "I", block, 4)
        (count,) = struct.unpack_from(order + "H", block, start)
        for index in range(count):
            tag, kind, n, value = struct.unpack_from(order + "HHIH", block, start + 2 + 12 * index)
            if tag == TAG:
                return value if kind == 3 and n == 1 and 1 <= value <= 8 else None
    except struct.error:  # a directory that points outside the block
        return None
    return None


def of_jpeg(data: bytes) -> int:
    """Orientation of a JPEG by its APP1 segments, EXIF before XMP; 1 where nothing valid is said."""
    from_xmp = None
    for marker, body in segments(data):
        if marker != 0xE1:
            continue
        if body.startswith(b"Exif\0"):
            found = of_exif(body[6:])
            if found is not None:
                return found
        elif body.startswith(b"http://ns.adobe.com/xap/") and (match := _XMP.search(body)):
            from_xmp = int(match[1])
    return from_xmp or 1


def of_image(image: Image.Image) -> int:
    """Orientation that Pillow finds in an opened picture (EXIF, else XMP); 1 where it is not valid."""
    try:
        found = image.getexif().get(TAG, 1)
    except Exception:  # noqa: BLE001  broken metadata raises anything, and must not cost the picture
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1
