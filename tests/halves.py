"""Tables of tiny pictures whose upper and lower half are bright or dark, for each kind of truth."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from huoyan.data.sample.kind import Kind

SIDE, DARK, BRIGHT = 8, 30, 180
NAMES = ("above", "below")
# What the cells of a picture's rows say of it, by their columns.
Rows = list[Mapping[str, object]]


def halves(folder: Path, kind: Kind, n: int = 60, seed: int = 0) -> Path:
    """t.csv in `folder`: path, label and split of n pictures, half of them to train on."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    written: Rows = []
    for at in range(n):
        lit, rows = KINDS[kind](rng)
        Image.fromarray(picture(lit, rng)).save(folder / f"{at}.png")
        split = ("train", "val", "train", "test")[at % 4]
        written += [{"path": f"{at}.png", **row, "split": split} for row in rows]
    path = folder / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(written[0]))
        writer.writeheader()
        writer.writerows(written)
    return path


def picture(lit: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """Noise, and above and below so much of the light, 0..1; uint8 (8, 8)."""
    pixels = rng.integers(0, DARK, (SIDE, SIDE))
    pixels[: SIDE // 2] += int(BRIGHT * lit[0])
    pixels[SIDE // 2 :] += int(BRIGHT * lit[1])
    return pixels.astype(np.uint8)


def _brighter(rng: np.random.Generator) -> tuple[tuple[float, float], Rows]:
    above = int(rng.integers(2))
    return (1.0 - above, float(above)), [{"label": NAMES[above]}]


def _bright(rng: np.random.Generator) -> tuple[tuple[float, float], Rows]:
    above, below = ((1, 0), (0, 1), (1, 1))[int(rng.integers(3))]
    names = [name for name, on in zip(NAMES, (above, below), strict=True) if on]
    return (float(above), float(below)), [{"label": ";".join(names)}]


def _light(rng: np.random.Generator) -> tuple[tuple[float, float], Rows]:
    light = float(rng.uniform())
    return (light, light), [{"label": round(10 * light, 3)}]


def _boxes(rng: np.random.Generator) -> tuple[tuple[float, float], Rows]:
    """Around each bright half; some pictures have none, and a row whose cells are empty."""
    above, below = ((1, 0), (0, 1), (1, 1), (0, 0))[int(rng.integers(4))]
    rows = [
        {"label": name, "xmin": 0, "ymin": top, "xmax": SIDE, "ymax": top + SIDE // 2}
        for name, on, top in zip(NAMES, (above, below), (0, SIDE // 2), strict=True)
        if on
    ]
    nothing = dict.fromkeys(("label", "xmin", "ymin", "xmax", "ymax"), "")
    return (float(above), float(below)), rows or [nothing]


def _quality(rng: np.random.Generator) -> tuple[tuple[float, float], Rows]:
    """Good pictures are bright above; every fourth is not."""
    good = rng.uniform() < 0.75
    return (float(good), 0.0), [{"label": "good" if good else "dark"}]


# How much light is above and below, and what the rows of the table say of it.
KINDS: dict[Kind, Callable[[np.random.Generator], tuple[tuple[float, float], Rows]]] = {
    "class": _brighter,
    "labels": _bright,
    "numbers": _light,
    "boxes": _boxes,
    "quality": _quality,
}
