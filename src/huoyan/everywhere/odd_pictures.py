"""Pictures as they really come, made up: every size, turn, profile, palette and depth that may go wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import numpy as np
from PIL import Image, features

from huoyan.everywhere.shown_picture import ShownPicture

_SIZES = ((480, 640), (31, 47), (1, 1), (1200, 90), (90, 1200), (333, 501), (224, 224))
_TURN = 0x0112


def odd_pictures(n: int, seed: int = 0) -> list[ShownPicture]:
    """`n` of them; the first ones are of every kind."""
    rng = np.random.default_rng(seed)
    kinds = list(_KINDS if features.check("webp") else {k: v for k, v in _KINDS.items() if k != "webp"})
    made = []
    for index, (kind, size) in enumerate(islice(zip(cycle(kinds), _endless_sizes(rng), strict=False), n)):
        name = f"odd-{index}.{kind}"
        made.append(ShownPicture(name, _KINDS[kind](_scene(*size, rng), rng)))
    return made


def _endless_sizes(rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    yield from _SIZES
    while True:
        height, width = rng.integers(20, 700, 2).tolist()
        yield height, width


def _scene(height: int, width: int, rng: np.random.Generator) -> Image.Image:
    """Slopes, blocks and discs in colours, with some noise."""
    y, x = np.mgrid[:height, :width]
    base, slope = rng.uniform(0, 255, 3), rng.uniform(-160, 160, (2, 3))
    values = base + slope[0] * (x / width)[..., None] + slope[1] * (y / height)[..., None]
    for _ in range(int(rng.integers(1, 7))):
        middle_y, middle_x = rng.uniform(0, height), rng.uniform(0, width)
        radius = rng.uniform(0.05, 0.4) * max(height, width)
        inside = (x - middle_x) ** 2 + (y - middle_y) ** 2 < radius**2
        if rng.random() < 0.5:
            inside = np.maximum(np.abs(x - middle_x), np.abs(y - middle_y)) < radius
        values[inside] = rng.uniform(0, 255, 3)
    values += rng.normal(0, rng.uniform(0, 20), values.shape)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def _jpeg(image: Image.Image, rng: np.random.Generator) -> bytes:
    quality, subsampling = int(rng.integers(30, 98)), int(rng.integers(0, 3))
    return _saved(
        image, "JPEG", quality=quality, subsampling=subsampling, progressive=bool(rng.integers(0, 2))
    )


def _turned_jpeg(image: Image.Image, rng: np.random.Generator) -> bytes:
    exif = Image.Exif()
    exif[_TURN] = int(rng.integers(2, 9))
    return _saved(image, "JPEG", quality=90, exif=exif.tobytes())


def _grey_jpeg(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image.convert("L"), "JPEG", quality=85)


def _print_jpeg(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image.convert("CMYK"), "JPEG", quality=95)


def _png(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image, "PNG")


def _clear_png(image: Image.Image, rng: np.random.Generator) -> bytes:
    alpha = image.convert("L").point(lambda level: min(255, 2 * level))
    layered = image.convert("RGBA")
    layered.putalpha(alpha)
    return _saved(layered, "PNG")


def _palette_png(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image.quantize(int(rng.integers(2, 200))), "PNG")


def _deep_png(image: Image.Image, rng: np.random.Generator) -> bytes:
    values = np.asarray(image.convert("L")).astype(np.uint16) * 256 + rng.integers(0, 256, image.size[::-1])
    return _saved(Image.fromarray(values.astype(np.uint16)), "PNG")


def _black_and_white_png(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image.convert("1"), "PNG")


def _gif(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image.quantize(64), "GIF")


def _bmp(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image, "BMP")


def _webp(image: Image.Image, rng: np.random.Generator) -> bytes:
    return _saved(image, "WEBP", quality=int(rng.integers(40, 95)), lossless=bool(rng.integers(0, 2)))


# Ending: what makes it.
_KINDS = {
    "jpg": _jpeg,
    "png": _png,
    "turned.jpg": _turned_jpeg,
    "webp": _webp,
    "clear.png": _clear_png,
    "grey.jpg": _grey_jpeg,
    "deep.png": _deep_png,
    "gif": _gif,
    "palette.png": _palette_png,
    "print.jpg": _print_jpeg,
    "bmp": _bmp,
    "lines.png": _black_and_white_png,
}
