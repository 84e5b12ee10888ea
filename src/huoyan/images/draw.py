"""Answers drawn on pictures, readable at any size; thumbnails; PNG and JPEG bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from huoyan.images.fonts import Font, chinese_font, font_for

__all__ = [
    "canvas_of",
    "chinese_font",
    "draw_labels",
    "encode_jpeg",
    "encode_png",
    "fitted",
    "one_line",
    "thumbnail",
]

MIN_SIDE = 240  # a smaller picture is enlarged before it is written on
MIN_FONT, MAX_FONT = 14, 96  # pixels
BOX_SHARE = 0.5  # the box covers at most this share of the height
INK, BOX = (255, 255, 255), (0, 0, 0, 176)


def draw_labels(image: np.ndarray, lines: Sequence[str]) -> np.ndarray:
    """A copy of uint8 (H, W, 3), or (H, W) grey, with the lines in a dark box at the top left.

    Pictures with a side below 240 px are enlarged by a whole factor. A line that is too long ends
    in an ellipsis; lines for which there is no room are left out.
    """
    canvas = canvas_of(image)
    shown = [one_line(line) for line in lines]
    if any(shown):
        _write(canvas, shown)
    return np.array(canvas)


def canvas_of(image: np.ndarray, least_side: int = MIN_SIDE) -> Image.Image:
    """A copy to draw on, RGB, of uint8 (H, W, 3), or (H, W) grey; a small one enlarged by a whole factor."""
    return _enlarged(_image(image).convert("RGB"), least_side)


def one_line(text: str) -> str:
    return " ".join(text.split())


def fitted(line: str, font: Font, width: float) -> str:
    """The line, its end an ellipsis where it is wider than `width` pixels."""
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(line + "...") > width:
        line = line[:-1]
    return line + "..."


def thumbnail(image: np.ndarray, side: int) -> np.ndarray:
    """A copy that fits into side x side pixels, aspect kept, never enlarged."""
    small = _image(image)
    small.thumbnail((side, side), Image.Resampling.BILINEAR)
    return np.array(small)


def encode_png(image: np.ndarray) -> bytes:
    return _encoded(image, "PNG")


def encode_jpeg(image: np.ndarray, quality: int = 85, *, fine_colours: bool = False) -> bytes:
    """fine_colours: they are kept for every pixel, as thin coloured lines need it."""
    return _encoded(image, "JPEG", quality=quality, **({"subsampling": 0} if fine_colours else {}))


def _encoded(image: np.ndarray, kind: str, **settings: int) -> bytes:
    stream = io.BytesIO()
    _image(image).save(stream, kind, **settings)
    return stream.getvalue()


def _image(image: np.ndarray) -> Image.Image:
    flat = image[:, :, 0] if image.ndim == 3 and image.shape[2] == 1 else image
    return Image.fromarray(np.ascontiguousarray(flat))


def _enlarged(image: Image.Image, least_side: int) -> Image.Image:
    short, long = min(image.size), max(image.size)
    factor = -(-least_side // short)
    # A thin strip must not become a giant: its long side stays below 2,000 px where it can.
    factor = max(1, min(factor, 2000 // long)) if long * factor > 2000 else factor
    if factor == 1:
        return image
    # Whole pixels stay visible: a digit of 28 px is to be seen as the network sees it.
    return image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)


def _write(canvas: Image.Image, lines: list[str]) -> None:
    size = max(MIN_FONT, min(MAX_FONT, round(min(canvas.size) / 18)))
    pad = max(3, size // 3)
    # All lines in one font: mixed ones look like an error.
    font, drawable = font_for("\n".join(lines), size)
    room = max(1, int((canvas.height * BOX_SHARE - 2 * pad) // round(size * 1.4)))
    shown = [fitted(line, font, canvas.width - 4 * pad) for line in drawable.split("\n")[:room]]
    width = max(font.getlength(line) for line in shown)
    pen = ImageDraw.Draw(canvas, "RGBA")
    step = round(size * 1.4)
    pen.rectangle((0, 0, int(width) + 2 * pad, step * len(shown) + 2 * pad), fill=BOX)
    for row, line in enumerate(shown):
        middle = pad + row * step + step / 2
        pen.text((pad, middle), line, font=font, fill=INK, anchor="lm")
