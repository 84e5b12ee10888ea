"""What is watched, drawn on a frame: lines, zones, things with their numbers, their trails, and counts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw

from huoyan.images.box_labels import Rect
from huoyan.images.draw import canvas_of, draw_labels
from huoyan.images.draw_boxes import (
    DARK,
    LIGHT,
    Colour,
    DrawnBox,
    colour_of,
    line_width,
    outline,
    rect_of,
    write_labels,
)
from huoyan.images.fonts import font_for
from huoyan.watch.drawing.trails import Trails
from huoyan.watch.rules.counts import CountsJson
from huoyan.watch.rules.places.geometry import Point, scaled
from huoyan.watch.rules.scene import Scene
from huoyan.watch.tracked import Tracks

HALO = (0, 0, 0, 140)
FILL = 48  # of 255: what is in a zone stays to be seen
# A share of the shorter side of the picture: the arrow that points to the side of a line called in.
ARROW = 0.07
# Colours of tracks come round again after so many; those of places are apart from the first of them.
TRACK_COLOURS = 40


def draw_watched(
    image: np.ndarray,
    scene: Scene,
    tracks: Tracks | None = None,
    trails: Trails | None = None,
    counts: CountsJson | None = None,
    meant: int | None = None,
) -> np.ndarray:
    """A copy of uint8 (H, W, 3) with all of it; small pictures are enlarged by a whole factor.

    The arrow of a line points to its side `in`; a thing that is only expected where it is has a dashed box.
    meant: the number of the thing that an alarm is about; it is framed once more, in white.
    """
    canvas = canvas_of(image)
    pen = ImageDraw.Draw(canvas, "RGBA")
    width = line_width(*canvas.size)
    _draw_zones(pen, scene, canvas.size, width)
    for number, points in (trails.points if trails else {}).items():
        _stroke(pen, _scaled(points, canvas.size), colour_of(number % TRACK_COLOURS), width)
    _draw_lines(pen, scene, canvas.size, width)
    boxes = [] if tracks is None else _boxes(tracks)
    factors = (1.0, 1.0) if tracks is None else (canvas.width / tracks.width, canvas.height / tracks.height)
    rects = [rect_of(box.xyxy, factors, canvas) for box in boxes]
    for box, rect in zip(boxes, rects, strict=True):
        outline(pen, rect, colour_of(box.colour), width, dashed=box.dashed)
    if tracks is not None and meant is not None:
        _frame(
            pen,
            [rect for each, rect in zip(tracks.tracked, rects, strict=True) if each.number == meant],
            width,
        )
    names = _names(scene, canvas)
    write_labels(canvas, pen, [*boxes, *names], [*rects, *(rect_of(x.xyxy, (1, 1), canvas) for x in names)])
    drawn = np.array(canvas)
    return drawn if not counts else draw_labels(drawn, count_lines(counts))


def count_lines(counts: CountsJson) -> list[str]:
    """A line for each place: `gate: up 3, down 12`."""
    return [
        f"{place}: " + ", ".join(f"{way} {sum(kinds.values()):,}" for way, kinds in ways.items())
        for place, ways in counts.items()
    ]


def _draw_zones(pen: ImageDraw.ImageDraw, scene: Scene, size: tuple[int, int], width: int) -> None:
    for zone, colour in zip(scene.zones, _place_colours(scene)[len(scene.lines) :], strict=True):
        corners = _scaled(zone.corners, size)
        pen.polygon(corners, fill=(*colour, FILL))
        _stroke(pen, [*corners, corners[0]], colour, width)


def _draw_lines(pen: ImageDraw.ImageDraw, scene: Scene, size: tuple[int, int], width: int) -> None:
    for line, colour in zip(scene.lines, _place_colours(scene), strict=False):
        start, end = _scaled((line.start, line.end), size)
        _draw_arrow(pen, (start, end), colour, ARROW * min(size))
        _stroke(pen, [start, end], colour, 2 * width)


def _draw_arrow(pen: ImageDraw.ImageDraw, line: tuple[Point, Point], colour: Colour, length: float) -> None:
    """From the middle of the line to its right hand, with the word at its head."""
    (x1, y1), (x2, y2) = line
    whole = math.hypot(x2 - x1, y2 - y1) or 1.0
    across, down = (y1 - y2) / whole, (x2 - x1) / whole
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    head = x + length * across, y + length * down
    wing = length / 3
    wings = [
        (head[0] - wing * (across + side * down), head[1] - wing * (down - side * across)) for side in (-1, 1)
    ]
    width = max(2, round(length / 12))
    _stroke(pen, [(x, y), head], colour, width)
    _stroke(pen, [wings[0], head, wings[1]], colour, width)
    font, word = font_for("in", max(12, round(length / 2.5)))
    place = head[0] + length * across / 2, head[1] + length * down / 2
    pen.text(place, word, font=font, fill=LIGHT, anchor="mm", stroke_width=2, stroke_fill=DARK)


def _stroke(pen: ImageDraw.ImageDraw, points: Sequence[Point], colour: Colour, width: int) -> None:
    """With a dark rim: no colour is seen on all pictures."""
    if len(points) > 1:
        pen.line(points, fill=HALO, width=width + 2, joint="curve")
        pen.line(points, fill=colour, width=width, joint="curve")


def _frame(pen: ImageDraw.ImageDraw, rects: Sequence[Rect], width: int) -> None:
    """Round the boxes, two widths away from them."""
    for xmin, ymin, xmax, ymax in rects:
        away = 3 * width
        round_it = (xmin - away, ymin - away, xmax + away, ymax + away)
        outline(pen, round_it, LIGHT, width, dashed=False)


def _boxes(tracks: Tracks) -> list[DrawnBox]:
    return [
        DrawnBox(each.box, each.number % TRACK_COLOURS, f"{each.number} {each.label}", dashed=not each.found)
        for each in tracks.tracked
    ]


def _names(scene: Scene, canvas: Image.Image) -> list[DrawnBox]:
    """The names of places, at the boxes round them in pixels of the canvas."""
    shapes: Mapping[str, Sequence[Point]] = {
        **{line.name: (line.start, line.end) for line in scene.lines},
        **{zone.name: zone.corners for zone in scene.zones},
    }
    names = []
    for at, (name, shape) in enumerate(shapes.items()):
        xs, ys = zip(*_scaled(shape, canvas.size), strict=True)
        names.append(DrawnBox((min(xs), min(ys), max(xs), max(ys)), TRACK_COLOURS + at, name))
    return names


def _place_colours(scene: Scene) -> list[Colour]:
    return [colour_of(TRACK_COLOURS + at) for at in range(len(scene.lines) + len(scene.zones))]


def _scaled(points: Sequence[Point], size: tuple[int, int]) -> list[Point]:
    return [scaled(point, size) for point in points]
