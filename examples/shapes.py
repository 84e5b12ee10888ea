"""Scenes of shapes with their boxes as YOLO txt: data to try detection on, drawn by this file alone.

python examples/shapes.py shapes/
huoyan train shapes/ --task detect
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ("disc", "ring", "square")
WIDTH, HEIGHT = 320, 240
PARTS = {"train": 120, "val": 30, "test": 30}
EMPTY = 0.2  # of the scenes: pictures without a thing are data, too


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    write(given.out, np.random.default_rng(given.seed))
    print(f"{sum(PARTS.values())} scenes in {given.out}")


def write(out: Path, rng: np.random.Generator) -> None:
    """images/PART/, labels/PART/ and data.yaml, below `out`."""
    for part, n in PARTS.items():
        for kind in ("images", "labels"):
            (out / kind / part).mkdir(parents=True, exist_ok=True)
        for at in range(n):
            picture, lines = scene(rng)
            picture.save(out / "images" / part / f"{at:03}.jpg", quality=90)
            (out / "labels" / part / f"{at:03}.txt").write_text("\n".join(lines))
    parts = "".join(f"{part}: images/{part}\n" for part in PARTS)
    (out / "data.yaml").write_text(f"{parts}names: [{', '.join(CLASSES)}]\n")


def scene(rng: np.random.Generator) -> tuple[Image.Image, list[str]]:
    """A picture, and a line of its label file for each thing: class, middle and sides in shares of it."""
    picture = ground(rng)
    draw, lines = ImageDraw.Draw(picture), []
    for _ in range(0 if rng.random() < EMPTY else rng.integers(1, 7)):
        side = int(rng.integers(20, 70))
        x, y = int(rng.integers(0, WIDTH - side)), int(rng.integers(0, HEIGHT - side))
        thing = int(rng.integers(len(CLASSES)))
        paint(draw, thing, (x, y, x + side - 1, y + side - 1), tuple(rng.integers(0, 256, 3).tolist()))
        middle = ((x + side / 2) / WIDTH, (y + side / 2) / HEIGHT)
        lines.append(f"{thing} {middle[0]:.6f} {middle[1]:.6f} {side / WIDTH:.6f} {side / HEIGHT:.6f}")
    return picture, lines


def ground(rng: np.random.Generator) -> Image.Image:
    """Coarse spots under fine noise, so that no two are alike."""
    spots = Image.fromarray(rng.integers(60, 220, (6, 8, 3), dtype=np.uint8))
    smooth = np.asarray(spots.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    return Image.fromarray((smooth + rng.normal(0, 8, smooth.shape)).clip(0, 255).astype(np.uint8))


def paint(
    draw: ImageDraw.ImageDraw, thing: int, corners: tuple[int, int, int, int], colour: tuple[int, ...]
) -> None:
    """corners: both inside, as Pillow has them."""
    if CLASSES[thing] == "disc":
        draw.ellipse(corners, fill=colour)
    elif CLASSES[thing] == "ring":
        draw.ellipse(corners, outline=colour, width=5)
    else:
        draw.rectangle(corners, fill=colour)


if __name__ == "__main__":
    main()
