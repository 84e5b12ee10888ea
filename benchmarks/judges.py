"""Which judge of made pictures ranks known damage rightly: a CNN that learnt the classes, or descriptions.

    python benchmarks/judges.py [--sets mnist ...] [--pictures 100 500 5000] [--epochs 100] [--keep FILE]

500 real pictures are compared with 500 others that are damaged in three grades: blurred, noisy, two pictures
mixed, classes lost, the same few pictures again and again. For each judge: in how many of the steps from one
grade to the next KID rises, and by how many of its deviations already the mildest grade raises it. n training
pictures are what the CNN learns from, as beside a generator of so many epochs. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import gzip
import os
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np

from common import SHARED, keep_row, kept_rows, machine, table
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.generate.judging.class_network import learn_classes
from huoyan.learn.generate.judging.judges import Eye, open_eye
from huoyan.learn.generate.run.decided import Decided, decided
from huoyan.learn.generate.run.real_pictures import RealPictures
from huoyan.learn.machine.busy_cores import OtherPrograms
from huoyan.learn.plan.look import look
from huoyan.metrics.generated.kernel_distance import kernel_distance
from huoyan.preprocess import Preprocess
from huoyan.runs.generation import generation_from

SETS = ("mnist", "fashion-mnist", "cifar10")
SIDE_BY_SIDE = 500
# uint8 (N, H, W, C), classes and a generator of draws to the same, damaged to a grade.
Damage = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


def blurred(sigma: float) -> Damage:
    return lambda pixels, classes, rng: np.stack(
        [cv2.GaussianBlur(each, (0, 0), sigma).reshape(each.shape) for each in pixels]
    )


def noisy(sigma: float) -> Damage:
    def damage(pixels: np.ndarray, classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return np.clip(pixels + rng.normal(0, sigma, pixels.shape), 0, 255).round().astype(np.uint8)

    return damage


def mixed(share: float) -> Damage:
    """Every picture with another one in it."""

    def damage(pixels: np.ndarray, classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        other = pixels[rng.permutation(len(pixels))]
        return ((1 - share) * pixels + share * other).round().astype(np.uint8)

    return damage


def lost(n: int) -> Damage:
    """Pictures of `n` classes are replaced by those of others."""

    def damage(pixels: np.ndarray, classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        there = np.flatnonzero(classes >= n)
        return pixels[np.where(classes >= n, np.arange(len(classes)), rng.choice(there, len(classes)))]

    return damage


def repeated(n: int) -> Damage:
    return lambda pixels, classes, rng: pixels[np.resize(rng.permutation(len(pixels))[:n], len(pixels))]


GRADES: dict[str, tuple[Damage, ...]] = {
    "blur": (blurred(0.5), blurred(1), blurred(2)),
    "noise": (noisy(8), noisy(24), noisy(64)),
    "mixed": (mixed(0.15), mixed(0.3), mixed(0.5)),
    "lost classes": (lost(1), lost(2), lost(5)),
    "repeated": (repeated(100), repeated(30), repeated(10)),
}


def pictures_of(name: str) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (N, H, W, C) in drawn order, and classes int64 (N,)."""
    if name == "cifar10":
        with zipfile.ZipFile(SHARED / "cifar10" / "cifar10_jpeg_subset.zip") as opened:
            names = sorted(n for n in opened.namelist() if n.endswith((".jpg", ".jpeg")))
            pixels = np.stack([Preprocess(32, 32).read(opened.read(n), n).pixels for n in names])
        classes = np.unique([PurePosixPath(n).parent.name for n in names], return_inverse=True)[1]
    else:
        images = gzip.decompress((SHARED / name / "train-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((SHARED / name / "train-labels-idx1-ubyte.gz").read_bytes())
        pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28, 1)
        classes = np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)
    drawn = np.random.default_rng(0).permutation(len(pixels))
    return pixels[drawn], classes[drawn]


def real_of(pixels: np.ndarray, classes: np.ndarray, n: int) -> RealPictures:
    """n pictures to learn from after two times those that are compared."""
    names = tuple(map(str, range(int(classes.max()) + 1)))

    def part(rows: slice) -> Pictures:
        samples = tuple(
            Sample(
                str(at),
                OneLabel(int(one)),
                PixelPicture(picture if picture.shape[2] > 1 else picture[..., 0]),
            )
            for at, (picture, one) in enumerate(zip(pixels[rows], classes[rows], strict=True))
        )
        return Pictures(Dataset("some", names, samples), pixels[rows], (), ())

    val, train = slice(SIDE_BY_SIDE), slice(2 * SIDE_BY_SIDE, 2 * SIDE_BY_SIDE + n)
    return RealPictures(part(train), part(val), classes[train], classes[val])


def judged(eye: Eye, real: RealPictures, others: tuple[np.ndarray, np.ndarray]) -> dict[str, float]:
    """Of each damage the share of steps that raise KID, and deviations by which its mildest grade does."""
    pixels, classes = others
    rows = eye.look(real.val.pixels)
    start = kernel_distance(eye.look(pixels), rows)
    found = {}
    for name, grades in GRADES.items():
        rng = np.random.default_rng(1)
        kids = [start.value] + [
            kernel_distance(eye.look(grade(pixels, classes, rng)), rows).value for grade in grades
        ]
        found[name] = float(np.mean(np.diff(kids) > 0))
        found[f"{name} mild"] = (kids[1] - kids[0]) / start.deviation
    return found


def eyes_of(real: RealPictures, epochs: float) -> tuple[dict[str, Eye], float, float]:
    """The judges by name, the balanced accuracy of the CNN, and the seconds that it learnt."""
    seen = look(real.train.dataset, 0)
    asked = generation_from({"epochs": epochs, "threads": 1})
    settled: Decided = decided(asked, seen, OtherPrograms())
    began = time.perf_counter()
    network = learn_classes(real, settled, seen)
    seconds = time.perf_counter() - began
    assert network is not None
    found = {
        "descriptions": open_eye(settled.asked, settled.preprocess),
        "CNN": Eye("CNN", network.features),
    }
    return found, network.balanced_accuracy, seconds


def main(argv: Sequence[str] | None = None) -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    read.add_argument("--pictures", nargs="+", type=int, default=[100, 500, 5000])
    read.add_argument("--epochs", type=float, default=100.0)
    read.add_argument("--keep", type=Path, default=Path("judges.jsonl"))
    given = read.parse_args(argv)
    for name in given.sets:
        pixels, classes = pictures_of(name)
        for n in given.pictures:
            if any((row["set"], row["n"]) == (name, n) for row in kept_rows(given.keep)):
                continue
            real = real_of(pixels, classes, n)
            others = slice(SIDE_BY_SIDE, 2 * SIDE_BY_SIDE)
            eyes, accuracy, seconds = eyes_of(real, given.epochs)
            for judge, eye in eyes.items():
                found = judged(eye, real, (pixels[others], classes[others]))
                known = {"accuracy": accuracy, "seconds": seconds} if judge == "CNN" else {}
                keep_row(given.keep, {"set": name, "n": n, "judge": judge, **known, **found})
    print(machine("torch"))
    heads = ("set", "n", "judge", "accuracy", "ranked rightly", *(f"{each}, mild" for each in GRADES))
    rows = [
        (
            row["set"], row["n"], row["judge"], row.get("accuracy", "-"),
            f"{np.mean([row[each] for each in GRADES]):.0%}",
            *(f"{row[f'{each} mild']:.1f}" for each in GRADES),
        )
        for row in kept_rows(given.keep)
    ]  # fmt: skip
    print(table(heads, rows))


if __name__ == "__main__":
    main()
