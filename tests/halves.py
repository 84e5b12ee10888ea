"""Tables of tiny pictures whose upper and lower half are bright or dark, for each kind of truth."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from huoyan.data.sample.kind import Kind

SIDE, DARK, BRIGHT = 8, 30, 180
NAMES = ("above", "below")


def halves(folder: Path, kind: Kind, n: int = 60, seed: int = 0) -> Path:
    """t.csv in `folder`: path, label and split of n pictures, half of them to train on."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for at in range(n):
        lit, truth = KINDS[kind](rng)
        Image.fromarray(picture(lit, rng)).save(folder / f"{at}.png")
        rows.append([f"{at}.png", truth, ("train", "val", "train", "test")[at % 4]])
    path = folder / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["path", "label", "split"], *rows])
    return path


def picture(lit: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """Noise, and above and below so much of the light, 0..1; uint8 (8, 8)."""
    pixels = rng.integers(0, DARK, (SIDE, SIDE))
    pixels[: SIDE // 2] += int(BRIGHT * lit[0])
    pixels[SIDE // 2 :] += int(BRIGHT * lit[1])
    return pixels.astype(np.uint8)


def _brighter(rng: np.random.Generator) -> tuple[tuple[float, float], str]:
    above = int(rng.integers(2))
    return (1.0 - above, float(above)), NAMES[above]


def _bright(rng: np.random.Generator) -> tuple[tuple[float, float], str]:
    above, below = ((1, 0), (0, 1), (1, 1))[int(rng.integers(3))]
    return (float(above), float(below)), ";".join(
        name for name, on in zip(NAMES, (above, below), strict=True) if on
    )


def _light(rng: np.random.Generator) -> tuple[tuple[float, float], float]:
    light = float(rng.uniform())
    return (light, light), round(10 * light, 3)


# How much light is above and below, and what a cell of the table says of it.
KINDS: dict[Kind, Callable[[np.random.Generator], tuple[tuple[float, float], object]]] = {
    "class": _brighter,
    "labels": _bright,
    "numbers": _light,
}
