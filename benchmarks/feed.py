"""Photos to the training loop: an ordinary two-worker DataLoader beside huoyan's cached feed.

    python benchmarks/feed.py [--photos FOLDER ...] [--count 1000] [--size 224] [--rounds 5] [--quick]

Each round reads every photo once, shuffled, in batches of 32. Feeding is compared at the same point, uint8
pictures of the network's size; a second pair of rows adds what follows on the same cores, normalised floats,
as the ordinary transforms make them and as huoyan's first layer does. The first epoch of each way is left
out of the medians and named apart: it starts the workers, or builds the cache. The loader's workers stay
alive between epochs.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from common import SHARED, alternate, machine, spread, table
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.feed.pictures import load_pictures
from huoyan.learn.networks.normalised import Normalised
from huoyan.preprocess import Preprocess
from huoyan.system.freed_memory import keep_freed_memory

BATCH = 32
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
ARCHIVES = ("weather4/weather4.zip", "caltech7/caltech101_subset7.zip")


def photo_paths(folders: list[Path], count: int) -> list[Path]:
    """`count` photos; the first ones again where the folders hold fewer."""
    found = sorted(path for folder in folders for path in folder.rglob("*.jpg"))
    if not found:
        raise SystemExit(f"no .jpg in {', '.join(map(str, folders))}. Name folders of photos with --photos.")
    return list(itertools.islice(itertools.cycle(found), count))


class PillowPhotos(torch.utils.data.Dataset[torch.Tensor]):
    """The usual way: Pillow decodes, torchvision's transforms resize and give a tensor."""

    def __init__(self, paths: list[Path], size: int, floats: bool) -> None:
        from torchvision import transforms

        self.paths = paths
        last = (
            [transforms.ToTensor(), transforms.Normalize(MEAN, STD)] if floats else [transforms.PILToTensor()]
        )
        self.transform = transforms.Compose([transforms.Resize((size, size)), *last])

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> torch.Tensor:
        with Image.open(self.paths[index]) as image:
            tensor: torch.Tensor = self.transform(image.convert("RGB"))
            return tensor


def loader_epochs(
    paths: list[Path], size: int, workers: int, floats: bool
) -> Callable[[], Iterator[torch.Tensor]]:
    loader = torch.utils.data.DataLoader(
        PillowPhotos(paths, size, floats),
        batch_size=BATCH,
        shuffle=True,
        num_workers=workers,
        persistent_workers=True,
    )
    return lambda: iter(loader)


def squashed(size: int) -> Preprocess:
    """The resize of `transforms.Resize((size, size))`."""
    return Preprocess(
        height=size, width=size, fit="squash", interpolation="bilinear", colour="rgb", steps=(), window=None
    )


def cached_epochs(
    paths: list[Path], size: int, cache: Path, floats: bool
) -> Callable[[], Iterator[torch.Tensor]]:
    """huoyan's own feed, as `--feed cache` makes it. The cache is built by the first call."""
    first_layer = Normalised(torch.nn.Identity(), MEAN, STD)
    samples = tuple(
        Sample(f"{i} {path.name}", OneLabel(0), FilePicture(path)) for i, path in enumerate(paths)
    )
    dataset = Dataset(name="photos", classes=("photo",), samples=samples)
    preprocess = squashed(size)
    feeds: list[ArrayFeed] = []

    def epoch() -> Iterator[torch.Tensor]:
        if not feeds:
            pixels = load_pictures(dataset, preprocess, cache=cache).pixels
            feeds.append(ArrayFeed.of(pixels, torch.device("cpu")))
        batches = feeds[0].batches(torch.randperm(len(feeds[0])).split(BATCH))
        return (first_layer(batch) for batch in batches) if floats else batches

    return epoch


def images_per_second(epoch: Callable[[], Iterator[torch.Tensor]], expected: int) -> float:
    began = time.perf_counter()
    seen = sum(len(batch) for batch in epoch())
    if seen != expected:
        raise SystemExit(f"an epoch gave {seen} of {expected} photos")
    return seen / (time.perf_counter() - began)


def _speed(epoch: Callable[[], Iterator[torch.Tensor]], expected: int) -> Callable[[int], float]:
    return lambda turn: images_per_second(epoch, expected)


def check_same_pictures(paths: list[Path], size: int) -> float:
    """Mean absolute difference (of 255) of the two ways' pixels on a few photos: the same work for both."""
    from torchvision import transforms

    preprocess = squashed(size)
    differences = []
    for path in paths[:8]:
        ours = preprocess.read(path.read_bytes(), name=path.name).pixels.astype(np.int16)
        with Image.open(path) as image:
            theirs = np.asarray(transforms.Resize((size, size))(image.convert("RGB"))).astype(np.int16)
        differences.append(float(np.abs(ours - theirs).mean()))
    return statistics.mean(differences)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, nargs="+", help="folders; default: the two shared photo sets")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="200 photos, 2 rounds")
    arguments = parser.parse_args()
    count, rounds = (200, 2) if arguments.quick else (arguments.count, arguments.rounds)
    keep_freed_memory()  # as `huoyan train` does
    print(machine("torch", "torchvision", "pillow"))
    with tempfile.TemporaryDirectory() as scratch:
        folders = arguments.photos or _unpacked(Path(scratch))
        paths = photo_paths(folders, count)
        print(f"{count} photos ({len(set(paths))} different) at {arguments.size} px, batches of {BATCH}")
        apart = check_same_pictures(paths, arguments.size)
        print(f"mean pixel difference of the two ways: {apart:.2f} of 255\n")
        ways = {}
        for kind in ("uint8", "normalised floats"):
            floats = kind != "uint8"
            ways[f"DataLoader, {arguments.workers} workers, {kind}"] = loader_epochs(
                paths, arguments.size, arguments.workers, floats
            )
            cache = Path(scratch) / f"{kind}.bin"
            ways[f"huoyan, cached feed, {kind}"] = cached_epochs(paths, arguments.size, cache, floats)
        first = {name: images_per_second(epoch, count) for name, epoch in ways.items()}
        later = alternate({name: _speed(epoch, count) for name, epoch in ways.items()}, rounds)
    medians = {name: statistics.median(speeds) for name, speeds in later.items()}
    base = {kind: speed for name, speed in medians.items() if name.startswith("DataLoader")
            for kind in [name.split(", ")[-1]]}  # fmt: skip
    rows = [
        (name, first[name], medians[name], spread(speeds), medians[name] / base[name.split(", ")[-1]])
        for name, speeds in later.items()
    ]
    print(
        table(("feed", "first epoch, images/s", "later epochs, images/s", "smallest-largest", "ratio"), rows)
    )


def _unpacked(scratch: Path) -> list[Path]:
    for archive in ARCHIVES:
        with zipfile.ZipFile(SHARED / archive) as opened:
            opened.extractall(scratch / Path(archive).stem)
    return [scratch / Path(archive).stem for archive in ARCHIVES]


if __name__ == "__main__":
    main()
