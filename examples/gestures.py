"""Clips of a hand that moves, by 24 persons: data to try --task clip on, drawn by this file alone.

python examples/gestures.py gestures/
huoyan train gestures/ --task clip
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

WIDTH, HEIGHT, RATE = 160, 120, 12
PERSONS, TIMES = 24, 2

# Where the hand is (x, y, in -1..1) and how large, at 0..1 of the gesture. No single frame tells them apart.
Path2d = Callable[[float], tuple[float, float, float]]
GESTURES: dict[str, Path2d] = {
    "circle": lambda t: (np.sin(2 * np.pi * t), -np.cos(2 * np.pi * t), 1),
    "circle back": lambda t: (-np.sin(2 * np.pi * t), -np.cos(2 * np.pi * t), 1),
    "wave": lambda t: (np.sin(6 * np.pi * t), 0, 1),
    "push": lambda t: (0, 0, 1 + 0.8 * np.sin(np.pi * t)),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    write(given.out, np.random.default_rng(given.seed))
    print(f"{len(GESTURES) * PERSONS * TIMES} clips in {given.out}")


def write(out: Path, rng: np.random.Generator) -> None:
    """clips/NAME_PERSON_TIME.avi and labels.csv, which says how many seconds the hand moves, below `out`."""
    (out / "clips").mkdir(parents=True, exist_ok=True)
    rows = [("path", "label", "subject", "seconds")]
    for person in range(PERSONS):
        still, skin = background(rng), tuple(rng.integers((150, 90, 60), (250, 200, 170)).tolist())
        for label, place in GESTURES.items():
            for time in range(TIMES):
                name = f"clips/{label.replace(' ', '-')}_{person}_{time}.avi"
                length = int(rng.integers(24, 40))
                film(out / name, frames(still, skin, place, length, rng))
                rows.append((name, label, f"person {person}", f"{length / RATE:.3f}"))
    with (out / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def background(rng: np.random.Generator) -> Image.Image:
    """A room of one person: coarse spots."""
    spots = Image.fromarray(rng.integers(30, 200, (6, 8, 3), dtype=np.uint8))
    return spots.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def frames(
    still: Image.Image, skin: tuple[int, ...], place: Path2d, length: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """uint8 (H, W, 3), `length` of which move. Each time elsewhere, larger or smaller, sooner or later."""
    begins = int(rng.integers(0, 6))
    middle = rng.uniform((0.4, 0.4), (0.6, 0.6)) * (WIDTH, HEIGHT)
    reach, radius = rng.uniform(22, 32), rng.uniform(9, 13)
    for index in range(begins + length + 4):
        x, y, size = place(min(1.0, max(0.0, (index - begins) / length)))
        tremble = rng.normal(0, 0.7, 2)
        at = middle + reach * np.array((x, y)) + tremble
        picture = still.copy()
        half = radius * size
        ImageDraw.Draw(picture).ellipse((*(at - half), *(at + half)), fill=skin)
        noise = rng.normal(0, 4, (HEIGHT, WIDTH, 3))
        yield (np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)


def film(path: Path, pictures: Iterator[np.ndarray]) -> None:
    """Motion JPEG in AVI, which OpenCV writes everywhere."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (WIDTH, HEIGHT))
    for each in pictures:
        writer.write(np.ascontiguousarray(each[:, :, ::-1]))
    writer.release()


if __name__ == "__main__":
    main()
