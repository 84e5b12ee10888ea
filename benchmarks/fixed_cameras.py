"""Which frames of a fixed camera are taken for one picture, and what does that leave to split?

    python benchmarks/fixed_cameras.py

Films of ../shared/data/watch (every fifth frame), crops of one road (vehicles), and frames made here: a
square of a given share of each side, of three colours, anywhere before one textured wall; as they are, and
with noise of 4 levels, light of +-10 % and JPEG quality 60. Pairs that agree as a whole are what counted as
copies before places were compared. The largest set is what stays on one side of a split; a picture's label is
the colour of its square (films: one label).
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from common import SHARED
from huoyan.data.check.copies.alignment import compare_aligned
from huoyan.data.check.copies.duplicates import CANDIDATES, LEAST_SIMILARITY, match, same
from huoyan.data.check.copies.nearest_pictures import descriptors_of, nearest
from huoyan.data.check.copies.split_groups import split_sides
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.open import read_dataset
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import OneLabel

FRAMES = 120
SHARES = (0.04, 0.06, 0.1, 0.15)
COLOURS = ((220, 60, 60), (60, 200, 60), (60, 60, 220))
FILMS = ("highway_one_way", "motorway_two_way", "persons_at_table")


def wall(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Detail of all sizes, float32 of 0..255."""
    total = np.zeros((height, width, 3), np.float32)
    for step in (2, 4, 8, 16, 32):
        layer = rng.normal(size=(height // step, width // step, 3)).astype(np.float32)
        total += step**0.7 * cv2.resize(layer, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray((total - total.min()) / np.ptp(total) * 255)


def made(share: float, rough: bool) -> Dataset:
    rng = np.random.default_rng(round(1000 * share))
    background = wall(rng, 240, 320)
    high, wide = round(share * 240), round(share * 320)
    samples = []
    for at in range(FRAMES):
        picture = background.copy()
        top, left = rng.integers(0, 240 - high), rng.integers(0, 320 - wide)
        picture[top : top + high, left : left + wide] = COLOURS[at % 3]
        if rough:
            picture = picture * rng.uniform(0.9, 1.1) + rng.normal(size=picture.shape) * 4
        pixels = np.clip(picture, 0, 255).astype(np.uint8)
        if rough:
            pixels = simplejpeg.decode_jpeg(simplejpeg.encode_jpeg(pixels, quality=60, colorspace="RGB"))
        samples.append(Sample(f"{at}.png", OneLabel(at % 3), PixelPicture(np.ascontiguousarray(pixels))))
    return Dataset("made", ("red", "green", "blue"), tuple(samples))


def filmed(file: Path) -> Dataset:
    video, samples = cv2.VideoCapture(str(file)), []
    while len(samples) < 5 * FRAMES and (read := video.read())[0]:
        samples.append(
            Sample(
                f"{len(samples)}.png", OneLabel(0), PixelPicture(np.ascontiguousarray(read[1][:, :, ::-1]))
            )
        )
    return Dataset(file.stem, ("film",), tuple(samples[::5]))


def cases(folder: Path) -> Iterator[tuple[str, Dataset]]:
    for share in SHARES:
        for rough in (False, True):
            yield f"square of {share:.0%}{', noise, light, JPEG' if rough else ''}", made(share, rough)
    for archive in ("watch/line_counts.zip", "vehicles/vehicle_types6.zip"):
        with zipfile.ZipFile(SHARED / archive) as opened:
            opened.extractall(folder)
    for film in FILMS:
        yield film, filmed(folder / f"{film}.mp4")
    yield "cars on one road", read_dataset(folder / "labels.csv", say=lambda _: None)


def row(name: str, data: Dataset) -> Sequence[object]:
    seen = glance(data)
    vectors = descriptors_of(seen.grey)
    whole = same(compare_aligned(seen.grey, nearest(vectors, vectors, CANDIDATES, LEAST_SIMILARITY)))
    found = match(seen)
    kept = split_sides(data, seen, found, 0.15)
    return name, len(data), int(whole.sum()), len(found.near), max(map(len, kept.clusters), default=1)


def main() -> None:
    print("| pictures of | n | pairs that agree as a whole | copies | largest set |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        for name, data in cases(Path(temporary)):
            print("|", " | ".join(map(str, row(name, data))), "|", flush=True)


if __name__ == "__main__":
    main()
