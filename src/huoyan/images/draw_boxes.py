"""Boxes drawn on pictures: a colour a class, lines that suit the picture, labels that can be read."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from huoyan.images.box_labels import Rect, placed
from huoyan.images.draw import MIN_SIDE, canvas_of, fitted, one_line
from huoyan.images.fonts import Font, font_for

Colour = tuple[int, int, int]

# The first classes are told apart by colour-blind eyes too: after Okabe and Ito, "Color Universal Design"
# (2008), lightened and put in an order that keeps neighbours apart. Hues by the golden angle follow.
FIRST: tuple[Colour, ...] = (
    (255, 176, 0),
    (60, 170, 255),
    (255, 84, 60),
    (0, 200, 140),
    (240, 120, 200),
    (250, 235, 70),
    (150, 110, 255),
    (130, 225, 255),
)
GOLDEN = 0.618034
MIN_FONT, MAX_FONT = 12, 60  # pixels
DARK, LIGHT = (16, 16, 16), (255, 255, 255)
HALO = (0, 0, 0, 110)


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box as a picture shows it. xyxy: xmin, ymin, xmax, ymax, edges between pixels.

    colour: a number, that of the class; label: "" for none; dashed: told apart from the others, such as what
    is true from what was found.
    """

    xyxy: tuple[float, float, float, float]
    colour: int = 0
    label: str = ""
    dashed: bool = False


def draw_boxes(
    image: np.ndarray,
    boxes: Sequence[DrawnBox],
    *,
    measured_in: tuple[float, float] | None = None,
    least_side: int = MIN_SIDE,
) -> np.ndarray:
    """A copy of uint8 (H, W, 3), or (H, W) grey, as RGB with the boxes in it and their labels on top.

    What leaves the picture is drawn up to its edge. Labels stay inside and do not cover each other; the
    first boxes come first, and one for whose label no place is left has its line alone. A picture with a
    side below `least_side` is enlarged by a whole factor. measured_in: width and height of the picture that
    the boxes are of, where `image` is a smaller copy of it.
    """
    canvas = canvas_of(image, least_side)
    wide, high = measured_in or (image.shape[1], image.shape[0])
    factors = canvas.width / wide, canvas.height / high
    rects = [rect_of(box.xyxy, factors, canvas) for box in boxes]
    pen = ImageDraw.Draw(canvas, "RGBA")
    width = line_width(canvas.width, canvas.height)
    # Large ones first: what lies in them stays to be seen.
    for at in sorted(range(len(boxes)), key=lambda at: -_area(rects[at])):
        outline(pen, rects[at], colour_of(boxes[at].colour), width, dashed=boxes[at].dashed)
    write_labels(canvas, pen, boxes, rects)
    return np.array(canvas)


def line_width(width: int, height: int) -> int:
    """Pixels of a line that is seen in a picture of this size as it is shown whole."""
    return max(2, round(min(width, height) / 240))


def colour_of(number: int) -> Colour:
    """The colour of a class by its index: always the same, neighbours apart."""
    if number < len(FIRST):
        return FIRST[number]
    hue = (number - len(FIRST)) * GOLDEN % 1
    red, green, blue = colorsys.hsv_to_rgb(hue, (0.75, 0.5)[number % 2], (1.0, 0.85)[number // 2 % 2])
    return round(255 * red), round(255 * green), round(255 * blue)


def rect_of(
    xyxy: tuple[float, float, float, float], factors: tuple[float, float], canvas: Image.Image
) -> Rect:
    """A box times the factors, of one pixel or more, inside the canvas."""
    across, down = factors
    xmin, xmax = (min(max(round(side * across), 0), canvas.width) for side in xyxy[::2])
    ymin, ymax = (min(max(round(side * down), 0), canvas.height) for side in xyxy[1::2])
    left, top = min(xmin, canvas.width - 1), min(ymin, canvas.height - 1)
    return left, top, max(xmax, left + 1), max(ymax, top + 1)


def _area(rect: Rect) -> int:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def outline(pen: ImageDraw.ImageDraw, rect: Rect, colour: Colour, width: int, *, dashed: bool) -> None:
    """The four sides of a box, seen on any ground."""
    xmin, ymin, xmax, ymax = rect
    # A small thing must not vanish under its own line.
    width = max(1, min(width, min(xmax - xmin, ymax - ymin) // 6))
    # A dark rim: no colour is seen on all pictures.
    pen.rectangle((xmin - 1, ymin - 1, xmax, ymax), outline=HALO, width=1)
    if width > 2 and min(xmax - xmin, ymax - ymin) > 2 * width + 2:
        pen.rectangle((xmin + width, ymin + width, xmax - 1 - width, ymax - 1 - width), outline=HALO, width=1)
    for left, right in _strokes(xmin, xmax, width, dashed=dashed):
        pen.rectangle((left, ymin, right, ymin + width - 1), fill=colour)
        pen.rectangle((left, ymax - width, right, ymax - 1), fill=colour)
    for top, bottom in _strokes(ymin, ymax, width, dashed=dashed):
        pen.rectangle((xmin, top, xmin + width - 1, bottom), fill=colour)
        pen.rectangle((xmax - width, top, xmax - 1, bottom), fill=colour)


def _strokes(start: int, end: int, width: int, *, dashed: bool) -> list[tuple[int, int]]:
    """First and last pixel of each stroke of a line."""
    dash = 4 * width if dashed else end - start
    return [(at, min(at + dash, end) - 1) for at in range(start, end, 2 * dash)]


def write_labels(
    canvas: Image.Image, pen: ImageDraw.ImageDraw, boxes: Sequence[DrawnBox], rects: Sequence[Rect]
) -> None:
    """The labels of `boxes` at `rects`, which is where these are on the canvas; none covers another."""
    size = max(MIN_FONT, min(MAX_FONT, round(min(canvas.size) / 32)))
    pad, high = max(2, size // 5), round(size * 1.35)
    named = [at for at, box in enumerate(boxes) if one_line(box.label)]
    texts = [_text(boxes[at].label, size, canvas.width - 2 * pad) for at in named]
    sizes = [(round(font.getlength(text)) + 2 * pad, high) for font, text in texts]
    places = placed([rects[at] for at in named], sizes, *canvas.size)
    for at, (font, text), place in zip(named, texts, places, strict=True):
        if place is None:
            continue
        colour = colour_of(boxes[at].colour)
        pen.rectangle((place[0], place[1], place[2] - 1, place[3] - 1), fill=colour)
        middle = (place[1] + place[3]) / 2
        pen.text((place[0] + pad, middle), text, font=font, fill=_ink(colour), anchor="lm")


def _text(label: str, size: int, width: float) -> tuple[Font, str]:
    font, drawable = font_for(one_line(label), size)
    return font, fitted(drawable, font, width)


def _ink(colour: Colour) -> Colour:
    """Black or white, whichever is read better on `colour` (luma of ITU-R BT.601)."""
    red, green, blue = colour
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 120 else LIGHT
