"""Small pictures on which a browser shows whether it decodes as huoyan does: one for each way to go wrong."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageCms, features

from huoyan.images.decode import decode

HEIGHT, WIDTH = 45, 70  # no multiple of a JPEG's blocks, and each side another
_SEED = 7


def write_pictures(folder: Path, named: str) -> list[dict[str, Any]]:
    """Into the folder `folder`; what the page must find in each, its file as `named`/FILE."""
    expected = []
    for name, kind, content in _pictures():
        (folder / name).write_bytes(content)
        pixels = decode(content, name=name).pixels
        height, width = pixels.shape[:2]
        found = {"file": f"{named}/{name}", "format": kind, "height": height, "width": width}
        expected.append({**found, "crc": zlib.crc32(pixels.tobytes())})
    return expected


def _pictures() -> Iterator[tuple[str, str, bytes]]:
    """File name, format and content."""
    plain = Image.fromarray(_scene(3))
    grey = Image.fromarray(_scene(1)[:, :, 0])
    clear = Image.fromarray(_scene(4))
    deep = Image.fromarray((_scene(1)[:, :, 0].astype(np.uint16) * 251 + 77).astype(np.uint16))
    turned = Image.Exif()
    turned[0x0112] = 6
    yield "subsampled.jpg", "JPEG", _saved(plain, "JPEG", quality=80, subsampling=2)
    yield "turned.jpg", "JPEG", _saved(plain, "JPEG", quality=90, exif=turned.tobytes())
    yield "profile.jpg", "JPEG", _saved(plain, "JPEG", quality=90, icc_profile=_other_colours())
    yield "grey.jpg", "JPEG", _saved(grey, "JPEG", quality=70)
    yield "clear.png", "PNG", _saved(clear, "PNG")
    yield "profile.png", "PNG", _saved(plain, "PNG", icc_profile=_other_colours())
    yield "deep.png", "PNG", _saved(deep, "PNG")
    yield "palette.gif", "GIF", _saved(plain.quantize(32), "GIF")
    yield "plain.bmp", "BMP", _saved(plain, "BMP")
    for name, kind in (("WebP", "webp"), ("AVIF", "avif")):
        if features.check(kind):
            yield f"plain.{kind}", name, _saved(plain, name.upper(), quality=80)


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def _scene(channels: int) -> np.ndarray:
    """Slopes with a disc and some noise, uint8 (HEIGHT, WIDTH, channels)."""
    rng = np.random.default_rng(_SEED)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    slopes: tuple[Callable[[], np.ndarray], ...] = (
        lambda: 255 * x / WIDTH,
        lambda: 255 * y / HEIGHT,
        lambda: 128 + 100 * np.sin((x + y) / 7),
        lambda: 255 * (x + y) / (HEIGHT + WIDTH),
    )
    values = np.stack([slopes[k]() for k in range(channels)], axis=2)
    values[(x - 40) ** 2 + (y - 20) ** 2 < 100] = 230
    return np.clip(values + rng.normal(0, 6, values.shape), 0, 255).astype(np.uint8)


def _other_colours() -> bytes:
    """sRGB with red and blue exchanged: who converts by it is found out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"-XYZ").replace(b"bXYZ", b"rXYZ").replace(b"-XYZ", b"bXYZ")
