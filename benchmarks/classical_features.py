"""Which descriptions without a network are worth joining: accuracy in five folds, and pictures a second.

    python benchmarks/classical_features.py [--sets weather4 mnist...] [--speed]

The training parts of real sets (../shared/data; 1,000 pictures of the small ones), as `preprocess_of`
prepares them. Heads of scikit-learn: ridge (alpha by leave-one-out) and an SVM with an RBF kernel (C 10,
gamma one over the mean squared distance). Copies of one scan, and neighbouring numbers of the roadside
camera, stay in one fold. No test part is read. Prints Markdown tables; --speed the speeds alone.
"""

from __future__ import annotations

import argparse
import gzip
import os
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import RidgeClassifierCV
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import SVC

from common import SHARED, machine, table
from huoyan.images.decode import probe
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.base import FEATURES
from huoyan.learn.features.classical import CLASSICAL, LEAST_SIDE, PHOTO_SIDE, classical
from huoyan.learn.plan.look import SMALL_SIDE, Look
from huoyan.preprocess import Preprocess
from huoyan.runtimes import ENGINES

FEW = 1_000
ALIKE = 0.985  # correlation of two thumbnails above which a scan is taken for a copy
NEIGHBOURS = 27  # numbers of the roadside camera that lie in one fold
JOINED = (
    *((name,) for name in DESCRIPTIONS),
    ("hog", "lbp"),
    ("hog", "colour"),
    ("lbp", "colour"),
    ("hog", "lbp", "colour"),
    ("lbp", "colour", "edges"),
    ("hog", "lbp", "colour", "edges"),
    ("hog", "lbp", "colour", "edges", "pixels"),
    tuple(DESCRIPTIONS),
)
# (archive, folder of the training part, grey)
ZIPS = {
    "weather4": ("weather4/weather4.zip", "train/", False),
    "vehicle_types6": ("vehicles/vehicle_types6.zip", "train/", False),
    "brain_mri": ("medical/brain_mri.zip", "", True),
    "grocery40": ("products/grocery40.zip", "train/", False),
    "cifar10": ("cifar10/cifar10_jpeg_subset.zip", "train/", False),
}
IDX = {"mnist": "mnist", "fashion-mnist": "fashion-mnist"}


@dataclass(frozen=True, slots=True)
class Pictures:
    """uint8 (N, H, W, C), classes (N,), and groups (N,) that are never divided."""

    pixels: np.ndarray
    targets: np.ndarray
    groups: np.ndarray


def from_zip(archive: str, folder: str, grey: bool) -> Pictures:
    """Classes are the folders below `folder`; of more than 1,000 pictures every n-th is taken."""
    with zipfile.ZipFile(SHARED / archive) as opened:
        names = sorted(name for name in opened.namelist() if is_picture(name, folder))
        names = names[:: max(1, len(names) // FEW)][:FEW]
        files = [opened.read(name) for name in names]
    found = [PurePosixPath(name).parent.name for name in names]
    labels = sorted(set(found))
    infos = [probe(data, name=name) for data, name in zip(files, names, strict=True)]
    sizes = tuple((info.height, info.width) for info in infos)
    read = preprocess_of(Look(len(files), tuple(labels), (), sizes, grey, None))
    pixels = np.stack([read.read(data, name).pixels for data, name in zip(files, names, strict=True)])
    targets = np.array([labels.index(label) for label in found])
    return Pictures(pixels, targets, groups_of(pixels, targets, names))


def preprocess_of(seen: Look) -> Preprocess:
    """Small pictures as they are, photos squashed to 128 pixels."""
    height, width = Counter(seen.sizes).most_common(1)[0][0] if seen.small else (PHOTO_SIDE, PHOTO_SIDE)
    if seen.small:
        height, width = (min(max(side, LEAST_SIDE), SMALL_SIDE) for side in (height, width))
    return Preprocess(height, width, "squash", colour="grey" if seen.grey else "rgb")


def is_picture(name: str, folder: str) -> bool:
    path = PurePosixPath(name)
    return name.startswith(folder) and path.suffix.lower() in {".jpg", ".jpeg", ".png"}


def groups_of(pixels: np.ndarray, targets: np.ndarray, names: Sequence[str]) -> np.ndarray:
    if pixels.shape[1] <= 64:
        return np.arange(len(names))
    if "train/bike/" in names[0]:
        numbers = [int("".join(filter(str.isdigit, PurePosixPath(name).stem))) for name in names]
        return np.array(numbers) // NEIGHBOURS + 1000 * targets
    height, width = (side // 8 * 8 for side in pixels.shape[1:3])
    cut = pixels[:, :height, :width].mean(axis=3).reshape(len(pixels), height // 8, 8, width // 8, 8)
    thumbs = cut.mean(axis=(2, 4)).reshape(len(pixels), -1)
    thumbs -= thumbs.mean(axis=1, keepdims=True)
    thumbs /= np.linalg.norm(thumbs, axis=1, keepdims=True) + 1e-9
    return np.asarray(connected_components(thumbs @ thumbs.T > ALIKE)[1])


def from_idx(folder: str) -> Pictures:
    images = gzip.decompress((SHARED / folder / "train-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((SHARED / folder / "train-labels-idx1-ubyte.gz").read_bytes())
    chosen = np.random.default_rng(0).permutation(60_000)[:FEW]
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28, 1)[chosen]
    targets = np.frombuffer(labels, np.uint8, offset=8)[chosen].astype(np.int64)
    return Pictures(pixels, targets, np.arange(FEW))


def rows_of(names: Sequence[str], pixels: np.ndarray) -> tuple[np.ndarray, float]:
    """Features (N, D) float64, and pictures a second of CPU time on one thread of onnxruntime."""
    height, width, channels = pixels.shape[1:]
    graph = classical(names, Preprocess(height, width, colour="grey" if channels == 1 else "rgb"))
    runtime = ENGINES["onnxruntime"].open(graph.model, 1, "fp32")
    runtime.run(pixels[:16])
    began = time.process_time()
    rows = [runtime.run(pixels[at : at + 16])[FEATURES] for at in range(0, len(pixels), 16)]
    return np.concatenate(rows).astype(np.float64), len(pixels) / (time.process_time() - began)


def gram_of(name: str, pictures: Pictures) -> tuple[np.ndarray, int]:
    """Inner products of the rows of one description: those of joined ones are their sums."""
    rows, _ = rows_of((name,), pictures.pixels)
    rows -= rows.mean(axis=0)
    return rows @ rows.T, rows.shape[1]


def accuracies(gram: np.ndarray, pictures: Pictures) -> tuple[float, float]:
    """Of ridge and of the SVM, in percent, over five folds."""
    values, vectors = np.linalg.eigh(gram)
    rows = vectors * np.sqrt(np.clip(values, 0, None))
    lengths = np.diag(gram)
    distances = np.clip(lengths[:, None] + lengths - 2 * gram, 0, None)
    kernel = np.exp(-distances / distances.mean())
    alphas = lengths.mean() * 10.0 ** np.arange(-4, 5)
    right = np.zeros((2, len(rows)), dtype=bool)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for train, held in folds.split(rows, pictures.targets, pictures.groups):
        targets = pictures.targets[train]
        ridge = RidgeClassifierCV(alphas).fit(rows[train], targets)
        svm = SVC(C=10, kernel="precomputed").fit(kernel[np.ix_(train, train)], targets)
        right[0, held] = ridge.predict(rows[held]) == pictures.targets[held]
        right[1, held] = svm.predict(kernel[np.ix_(held, train)]) == pictures.targets[held]
    return 100 * float(right[0].mean()), 100 * float(right[1].mean())


def compare(sets: Sequence[str]) -> None:
    found: dict[tuple[str, ...], list[tuple[float, float]]] = {names: [] for names in JOINED}
    widths: dict[str, int] = {}
    for name in sets:
        pictures = from_idx(IDX[name]) if name in IDX else from_zip(*ZIPS[name])
        grams = {}
        for description in DESCRIPTIONS:
            grams[description], width = gram_of(description, pictures)
            widths[description] = max(width, widths.get(description, 0))
        for names in JOINED:
            joined = sum((grams[each] for each in names), np.zeros_like(grams[names[0]]))
            found[names].append(accuracies(joined, pictures))
    for head, kind in enumerate(("ridge", "SVM, RBF")):
        rows = [row(names, [each[head] for each in found[names]], widths) for names in JOINED]
        print(f"\nAccuracy of {kind} in five folds, %\n")
        print(table(("features", "numbers", *sets, "mean"), rows))


def row(names: tuple[str, ...], accuracy: Sequence[float], widths: dict[str, int]) -> list[object]:
    said = "+".join(names) + (" (default)" if names == CLASSICAL else "")
    numbers = f"{sum(widths[name] for name in names):,}"
    return [said, numbers, *(f"{each:.1f}" for each in accuracy), f"{np.mean(accuracy):.1f}"]


def speeds() -> None:
    shapes = {"28 x 28 grey": (28, 28, 1), "32 x 32 colour": (32, 32, 3), "128 x 128 colour": (128, 128, 3)}
    batches = {
        name: np.random.default_rng(0).integers(0, 256, (160, *shape), np.uint8)
        for name, shape in shapes.items()
    }
    rows = [
        ["+".join(names), *(f"{rows_of(names, batch)[1]:,.0f}" for batch in batches.values())]
        for names in (*((name,) for name in DESCRIPTIONS), CLASSICAL)
    ]
    print("\nPictures a second of CPU time on one thread of onnxruntime\n")
    print(table(("features", *shapes), rows))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = (*ZIPS, *IDX)
    parser.add_argument("--sets", nargs="+", choices=known, default=known)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    print(machine("numpy", "onnxruntime", "scikit-learn"))
    if not given.speed:
        compare(given.sets)
    speeds()


if __name__ == "__main__":
    main()
