"""A film of shapes that go over a line and through a corner, to try a watch on; what is true of it is told.

python examples/shapes.py shapes/
huoyan train shapes/ --task detect --out runs/shapes
python examples/film.py film.avi
huoyan watch film.avi --model runs/shapes --line gate=0.05,0.5,0.95,0.5 --out watched/film
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw
from shapes import CLASSES, HEIGHT, WIDTH, ground, paint

RATE = 10
SECONDS = 40


@dataclass(frozen=True, slots=True)
class Mover:
    """A shape on a straight way. thing: its place in CLASSES; side: pixels; begins, ends: seconds."""

    thing: int
    side: int
    colour: tuple[int, ...]
    start: tuple[float, float]
    goal: tuple[float, float]
    begins: float
    ends: float

    def middle(self, seconds: float) -> tuple[float, float] | None:
        if not self.begins <= seconds <= self.ends:
            return None
        part = (seconds - self.begins) / (self.ends - self.begins)
        (x1, y1), (x2, y2) = self.start, self.goal
        return x1 + part * (x2 - x1), y1 + part * (y2 - y1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    movers = [*down_and_up(rng), *into_the_corner_and_out()]
    write(given.out, frames(ground(rng), movers, rng))
    print(f"{SECONDS} s in {given.out}; over the middle go")
    for (way, thing), n in sorted(passages(movers).items()):
        print(f"  {way} {thing} {n}")


def down_and_up(rng: np.random.Generator) -> Iterator[Mover]:
    """One every two and a half seconds, nearly in lanes; three of four go down."""
    for at, begins in enumerate(np.arange(-1.5, SECONDS - 6, 2.5)):
        thing, side = int(rng.integers(len(CLASSES))), int(rng.integers(30, 50))
        colour = tuple(rng.integers(0, 256, 3).tolist())
        lane, aside, takes = 60 + 50 * (at * 2 % 5), rng.uniform(-30, 30, 2), rng.uniform(4, 6)
        top, bottom = (lane + aside[0], -0.6 * side), (lane + aside[1], HEIGHT + 0.6 * side)
        start, goal = (bottom, top) if at % 4 == 3 else (top, bottom)
        yield Mover(thing, side, colour, start, goal, begins, begins + takes)


def into_the_corner_and_out() -> Iterator[Mover]:
    """Creeps in from the right, at the top, and after ten seconds out again, never near the middle."""
    edge, inside, square = (WIDTH + 20, 36), (WIDTH - 66, 44), CLASSES.index("square")
    yield Mover(square, 34, (200, 30, 30), edge, inside, 8, 18)
    yield Mover(square, 34, (200, 30, 30), inside, edge, 18, 28)


def passages(movers: list[Mover]) -> Counter[tuple[str, str]]:
    """How many of which shape go over the middle of the picture, up and down."""
    over = [each for each in movers if (each.start[1] - HEIGHT / 2) * (each.goal[1] - HEIGHT / 2) < 0]
    return Counter(("down" if each.start[1] < each.goal[1] else "up", CLASSES[each.thing]) for each in over)


def frames(still: Image.Image, movers: list[Mover], rng: np.random.Generator) -> Iterator[np.ndarray]:
    """uint8 (H, W, 3), with the noise of a sensor."""
    for index in range(SECONDS * RATE):
        picture = still.copy()
        draw = ImageDraw.Draw(picture)
        for each in movers:
            if (middle := each.middle(index / RATE)) is not None:
                x, y = round(middle[0] - each.side / 2), round(middle[1] - each.side / 2)
                paint(draw, each.thing, (x, y, x + each.side - 1, y + each.side - 1), each.colour)
        noise = rng.normal(0, 3, (HEIGHT, WIDTH, 3))
        yield (np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)


def write(out: Path, pictures: Iterator[np.ndarray]) -> None:
    """Motion JPEG in AVI, which OpenCV writes everywhere."""
    writer = cv2.VideoWriter(str(out), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (WIDTH, HEIGHT))
    for each in pictures:
        writer.write(np.ascontiguousarray(each[:, :, ::-1]))
    writer.release()


if __name__ == "__main__":
    main()
