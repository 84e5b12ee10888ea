"""How often the interval for twice and four times the pictures holds what these bring.

    python benchmarks/learning_curve.py [--sets weather4 mnist ...] [--seeds 0 6] [--keep FILE]

Of a set one half, in whole groups, is held out. Of the other half n pictures are drawn, each class with its
share; `learning_curve` measures ridge on them in turn and `extrapolated` says what 2 n and 4 n would bring.
The truth: ridge that learnt from the n and as many more, scored on the half held out, mean of three draws.
Test parts of the sets are read like the rest: no recogniser is chosen here. Photos are seen by the
MobileNetV2 file of ../shared/data, the others by the classical features (`pixels`: as they are). --keep:
cases are added to this file, and those in it are not done again. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from classical_features import NEIGHBOURS, groups_of, is_picture
from common import SHARED, machine, table
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import FilePicture, Picture, PixelPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import CLASSICAL, classical
from huoyan.learn.head_training.head_search import try_head
from huoyan.learn.head_training.learning_curve import learning_curve
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.head_training.vectors import vectors
from huoyan.learn.heads import HEADS
from huoyan.learn.ladder.growth import TIMES
from huoyan.metrics.growth import extrapolated
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork

MANY = 12_000
HELD, DRAWS = 3_000, 3
HEAD = "ridge"
WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
# (archive, folders whose pictures are taken, sizes)
PHOTOS = {
    "weather4": ("weather4/weather4.zip", ("train/", "test/"), (60, 110, 200)),
    "vehicle_types6": ("vehicles/vehicle_types6.zip", ("train/", "test/"), (220, 290)),
    "brain_mri": ("medical/brain_mri.zip", ("",), (56,)),
    "grocery40": ("products/grocery40.zip", ("train/", "val/", "test/"), (120, 240)),
}
# (descriptions, sizes)
SMALL = {
    "mnist": (CLASSICAL, (100, 300, 1000)),
    "fashion-mnist": (CLASSICAL, (100, 300)),
    "mnist pixels": (("pixels",), (100, 300)),
    "cifar10": (CLASSICAL, (200, 500)),
}
SETS = (*PHOTOS, *SMALL)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """features float32 (N, D), targets and groups int64 (N,)."""

    features: np.ndarray
    targets: np.ndarray
    groups: np.ndarray

    def take(self, rows: np.ndarray) -> Rows:
        return Rows(self.features[rows], self.targets[rows], self.groups[rows])


@dataclass(frozen=True, slots=True)
class Case:
    """What was said of `times` the pictures, and what came of them."""

    of: str
    pictures: int
    seed: int
    times: int
    low: float
    value: float
    high: float
    truth: float

    @property
    def held(self) -> bool:
        return self.low <= self.truth <= self.high


def rows_of(name: str) -> Rows:
    return photo_rows(*PHOTOS[name][:2]) if name in PHOTOS else small_rows(name)


def photo_rows(archive: str, folders: tuple[str, ...]) -> Rows:
    graph = backbone_features(
        "mobilenetv2_100", NamedNetwork(str(WEIGHTS), False, {"pad_type": "same"}, (0.5,) * 3, (0.5,) * 3)
    )
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(SHARED / archive) as opened:
        names = sorted({n for n in opened.namelist() for start in folders if is_picture(n, start)})
        opened.extractall(folder, names)
        samples = [FilePicture(Path(folder) / name) for name in names]
        labels = [PurePosixPath(name).parent.name for name in names]
        targets = np.unique(labels, return_inverse=True)[1]
        features = embedded(graph, samples, targets)
        if "vehicle" in archive:
            return Rows(features, targets, neighbours(names, targets))
        read = Preprocess(128, 128)
        pixels = np.stack([read.read(sample.path.read_bytes(), "").pixels for sample in samples])
    return Rows(features, targets, groups_of(pixels, targets, names))


def neighbours(names: Sequence[str], targets: np.ndarray) -> np.ndarray:
    """Pictures of one stretch of the roadside camera."""
    numbers = np.array([int("".join(filter(str.isdigit, PurePosixPath(name).stem))) for name in names])
    return np.unique(numbers // NEIGHBOURS + 1000 * targets, return_inverse=True)[1]


def small_rows(name: str) -> Rows:
    if name == "cifar10":
        with zipfile.ZipFile(SHARED / "cifar10" / "cifar10_jpeg_subset.zip") as opened:
            names = sorted(n for n in opened.namelist() if is_picture(n, ""))
            read = Preprocess(32, 32)
            pixels = np.stack([read.read(opened.read(n), n).pixels for n in names])
        targets = np.unique([PurePosixPath(n).parent.name for n in names], return_inverse=True)[1]
    else:
        folder = SHARED / name.removesuffix(" pixels")
        images = gzip.decompress((folder / "train-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((folder / "train-labels-idx1-ubyte.gz").read_bytes())
        pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28, 1)
        targets = np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)
    chosen = np.random.default_rng(0).permutation(len(pixels))[:MANY]
    pixels, targets = pixels[chosen], targets[chosen]
    _, height, width, channels = pixels.shape
    graph = classical(SMALL[name][0], Preprocess(height, width, colour="grey" if channels == 1 else "rgb"))
    pictures = [PixelPicture(each.squeeze()) for each in pixels]
    return Rows(embedded(graph, pictures, targets), targets, np.arange(len(targets)))


def embedded(graph: FeatureGraph, pictures: Sequence[Picture], targets: np.ndarray) -> np.ndarray:
    data = dataset_of(pictures, targets)
    return vectors(graph, data, [sample.picture.sha256() for sample in data.samples]).rows


def dataset_of(pictures: Sequence[Picture], targets: np.ndarray) -> Dataset:
    samples = [
        Sample(f"{at}", OneLabel(int(target)), picture, "train")
        for at, (picture, target) in enumerate(zip(pictures, targets, strict=True))
    ]
    return Dataset("drawn", tuple(map(str, range(int(targets.max()) + 1))), tuple(samples))


def pool_of(rows: Rows, seed: int) -> Pool:
    nowhere = [FilePicture(Path("nowhere"))] * len(rows.targets)
    n = len(rows.targets)
    return Pool(
        dataset_of(nowhere, rows.targets), ("",) * n, rows.groups, np.ones(n), np.zeros(n, bool), True, seed
    )


def in_shares(rows: Rows, rng: np.random.Generator) -> np.ndarray:
    """All rows in an order whose every beginning has its share of each class, whole groups together."""
    _, first, of = np.unique(rows.groups, return_index=True, return_inverse=True)
    classes = rows.targets[first]
    place = np.empty(len(first))
    for each in np.unique(classes):
        units = np.flatnonzero(classes == each)
        place[rng.permutation(units)] = (np.arange(len(units)) + rng.random(len(units))) / len(units)
    return np.argsort(place[of], kind="stable")


def cases(name: str, rows: Rows, pictures: int, seed: int) -> Iterator[Case]:
    rng = np.random.default_rng([seed, pictures])
    order = in_shares(rows, rng)
    middle = len(order) // 2
    while rows.groups[order[middle]] == rows.groups[order[middle - 1]]:
        middle += 1
    held, rest = rows.take(order[middle:][:HELD]), rows.take(order[:middle])
    rest = rest.take(in_shares(rest, rng))
    drawn = rest.take(np.arange(pictures))
    pool = pool_of(drawn, seed)
    folds = pool.folds()
    tried = try_head(pool, drawn.features, folds, HEAD, {})
    errors = learning_curve(pool, drawn.features, folds, tried, lambda: False)
    if errors is None:
        return
    keep_errors(name, pictures, seed, errors)
    for times in TIMES[1:]:
        if times * pictures > len(rest.targets):
            continue
        truth = np.mean([right_of(more(rest, pictures, times, rng), held, seed) for _ in range(DRAWS)])
        (found,) = extrapolated(errors, [times * pictures])
        yield Case(name, pictures, seed, times, found.low, found.value, found.high, float(truth))


def keep_errors(*given: object) -> None:
    """For whoever looks closer."""


def more(rest: Rows, pictures: int, times: int, rng: np.random.Generator) -> Rows:
    """The first rows, and as many others as make `times` as many."""
    others = pictures + rng.permutation(len(rest.targets) - pictures)[: (times - 1) * pictures]
    return rest.take(np.concatenate([np.arange(pictures), others]))


def right_of(taught: Rows, held: Rows, seed: int) -> float:
    lesson = pool_of(taught, seed).lesson(taught.features, np.arange(len(taught.targets)))
    values = HEADS[HEAD].fit(lesson, {}).decide(held.features)
    values[:, np.bincount(taught.targets, minlength=values.shape[1]) == 0] = -np.inf
    return float((values.argmax(axis=1) == held.targets).mean())


def told(found: Sequence[Case]) -> str:
    head = ("set", "pictures", "cases", "times", "held, %", "width", "off, mean", "truth")
    rows = []
    ordered = sorted(found, key=lambda each: (each.of, each.pictures, each.times))
    for key in dict.fromkeys((each.of, each.pictures, each.times) for each in ordered):
        rows.append(row_of(*key, [each for each in found if (each.of, each.pictures, each.times) == key]))
    for times in TIMES[1:]:
        rows.append(row_of("all", "", times, [each for each in found if each.times == times]))
    return table(head, rows)


def row_of(of: str, pictures: int | str, times: int, found: Sequence[Case]) -> list[object]:
    width, off, truth = (
        100 * float(np.mean(values))
        for values in (
            [each.high - each.low for each in found],
            [each.value - each.truth for each in found],
            [each.truth for each in found],
        )
    )
    held = 100 * float(np.mean([each.held for each in found]))
    return [of, pictures, len(found), times, f"{held:.0f}", f"{width:.1f}", f"{off:+.1f}", f"{truth:.1f}"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 6), metavar=("FIRST", "END"))
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    found = kept(given.keep)
    for name in given.sets:
        rows, sizes = rows_of(name), (PHOTOS.get(name) or SMALL[name])[-1]
        for seed in range(*given.seeds):
            for pictures in sizes:
                if any((each.of, each.pictures, each.seed) == (name, pictures, seed) for each in found):
                    continue
                fresh = list(cases(name, rows, pictures, seed))
                found += fresh
                keep(given.keep, fresh)
    print(machine("numpy", "timm"))
    print(told(found))


def kept(file: Path | None) -> list[Case]:
    if file is None or not file.exists():
        return []
    return [Case(**json.loads(line)) for line in file.read_text().splitlines()]


def keep(file: Path | None, found: Sequence[Case]) -> None:
    if file is not None:
        with file.open("a") as opened:
            opened.writelines(json.dumps(asdict(each)) + "\n" for each in found)


if __name__ == "__main__":
    main()
