"""The sets of detection's benchmarks, cut into parts once and written as YOLO txt, which every trainer reads.

bccd has parts of its own. Of each flight of drone-cars the first 58 % of the frames train (48), the others
(34) test: neighbours are alike, so figures are optimistic. By flight the long one trains (46 pictures) and
the ten short ones test (36). penn_fudan has a test part; its boxes are persons. Where no part is for
validation, 15 % of the training part is, drawn as `huoyan train` draws it, copies together.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from common import SHARED
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.writing.convert import convert

VAL, TRAINED = 0.15, 0.58
# Of the training part: what judges an ablation where the set has no validation part of its own.
KEPT = 0.67
LONG_FLIGHT = "Drone2"
BY_FLIGHT = "drone-cars by flight"


def silent(text: str) -> None:
    """What is said of the data is not repeated for every cell."""


def unpacked(archive: str, folder: Path) -> Dataset:
    place = folder / Path(archive).stem
    if not place.exists():
        staging = place.with_suffix(".part")
        with zipfile.ZipFile(SHARED / archive) as opened:
            opened.extractall(staging)
        staging.rename(place)
    return read_dataset(place, say=silent)


def flight_and_frame(sample: Sample) -> tuple[str, int]:
    flight, frame = Path(sample.source).stem.rsplit("_", 1)
    return flight, int(frame)


def parted(data: Dataset, part: Callable[[Sample], Split | None]) -> Dataset:
    return replace(data, samples=tuple(replace(each, split=part(each)) for each in data.samples))


def cut_in_order(data: Dataset, share: float) -> Dataset:
    """The first `share` of each flight trains, what follows tests."""
    flights: dict[str, list[Sample]] = defaultdict(list)
    for sample in sorted(data.samples, key=flight_and_frame):
        flights[flight_and_frame(sample)[0]].append(sample)
    first = {each.source for flight in flights.values() for each in flight[: round(share * len(flight))]}
    return parted(data, lambda sample: "train" if sample.source in first else "test")


def bccd(folder: Path) -> Dataset:
    return unpacked("bccd/bccd_voc.zip", folder)


def cars_in_order(folder: Path) -> Dataset:
    return cut_in_order(unpacked("drone-cars/drone_cars_voc.zip", folder), TRAINED)


def cars_by_flight(folder: Path) -> Dataset:
    data = unpacked("drone-cars/drone_cars_voc.zip", folder)
    return parted(data, lambda each: "train" if flight_and_frame(each)[0] == LONG_FLIGHT else "test")


def persons(folder: Path) -> Dataset:
    return replace(unpacked("segmentation/penn_fudan.zip", folder), classes=("person",))


SETS: dict[str, Callable[[Path], Dataset]] = {
    "bccd": bccd,
    "drone-cars": cars_in_order,
    "penn_fudan": persons,
    BY_FLIGHT: cars_by_flight,
}


def validated(data: Dataset) -> Dataset:
    """With a validation part, drawn from the training part where there is none."""
    if len(data.split("val")):
        return data
    own = parted(data.split("train"), lambda sample: None)
    clusters = match(glance(own)).clusters()
    drawn = open_dataset(own, val=VAL, test=0.0, seed=0, say=silent, clusters=clusters)
    return replace(data, samples=drawn.samples + data.split("test").samples)


def written(name: str, folder: Path, change: Callable[[Dataset], Dataset] = validated, of: str = "") -> Path:
    """The data.yaml of a set after a `change`, called `of`; written where it is not there yet."""
    place = folder / "yolo" / f"{name}{of}".replace(" ", "-")
    if not place.exists():
        convert(change(SETS[name](folder)), "yolo", place, say=silent)
    return place / "data.yaml"


def few(n: int, seed: int = 0) -> Callable[[Dataset], Dataset]:
    """Only `n` of the training pictures, the same first ones for every n, and none set apart to validate."""

    def taken(data: Dataset) -> Dataset:
        train = data.split("train")
        chosen = train.take(np.random.default_rng(seed).permutation(len(train))[:n])
        return replace(data, samples=chosen.samples + data.split("test").samples)

    return taken


def without_test(data: Dataset) -> Dataset:
    """The test part stays closed: a validation part, or the end of each flight's training frames, tests."""
    own = data.split("val")
    if len(own):
        return validated(replace(data, samples=data.split("train").samples + _all(own, "test").samples))
    return validated(cut_in_order(data.split("train"), KEPT))


def _all(data: Dataset, part: Split) -> Dataset:
    return parted(data, lambda sample: part)


def count(data: Path, part: Split) -> int:
    """Pictures of a part of a data.yaml."""
    folder = data.parent / "images" / part
    return len(list(folder.iterdir())) if folder.exists() else 0


def counts(data: Path) -> dict[str, int]:
    """What a row says of the data."""
    return {"trained": count(data, "train"), "val": count(data, "val")}
