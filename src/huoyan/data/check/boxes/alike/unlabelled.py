"""Candidates of things that lack a box: places as much like a class as places that have one.

Each picture is looked at by a model that never saw it, its copies or its group. How sure the model must be is
read off the data: of the places that it is surest of, so many have a box, and the others are the candidates.
A class that it does not know by then has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from huoyan.data.check.boxes.alike.place_model import PlaceModel, learnt
from huoyan.data.check.boxes.alike.shape import Shape, shape_of
from huoyan.data.check.boxes.box_rows import BoxRows, told_box
from huoyan.data.check.finding import Finding
from huoyan.data.check.look.glance import Glance
from huoyan.data.check.look.pixels import sample_pixels
from huoyan.data.dataset import Dataset
from huoyan.errors import HuoyanError
from huoyan.metrics.detection.overlap import areas, overlaps, shared, suppressed
from huoyan.words import Message, counted

LEAST_BOXES = 40  # a class needs so many
# What is looked at at most, drawn by chance: a picture costs some hundredths of a second a class.
MOST_CLASSES, MOST_PICTURES, LEARNT_FROM = 5, 400, 100
# So many of those about as sure, as many as AROUND, must have a box for a place to be a candidate.
AGREEING, AROUND = 0.75, 40
KNOWN = 0.25  # of the boxes of a class are among these, or the model does not know it
MET, TOUCHED = 0.4, 0.25  # a place with a box of the class; one that is neither with nor without
APART, MOST_PLACES = 0.3, 60  # of one picture: overlap of two, and how many are kept

_Place = tuple[int, float, np.ndarray, bool]  # row of the data set, score, box, whether it is met


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The places that look most like a class, the surest first: rows of the data set int64 (P,), boxes
    float64 (P, 4), and whether one of the class is there (P,).
    """

    sample: np.ndarray
    xyxy: np.ndarray
    met: np.ndarray


def unlabelled_things(dataset: Dataset, seen: Glance, boxes: BoxRows, units: np.ndarray) -> Iterator[Finding]:
    """A finding of the kind unlabelled for each class that has candidates; units (N,): equal for pictures
    that belong together.
    """
    usable = (boxes.sides > 0).all(axis=1) & ~boxes.crowd
    counts = np.bincount(boxes.index[usable], minlength=len(dataset.classes))
    rng = np.random.default_rng(0)
    looked = np.sort(rng.permutation(seen.readable)[:MOST_PICTURES])
    for index in np.argsort(-counts, kind="stable")[:MOST_CLASSES].tolist():
        own = boxes.take(np.flatnonzero(usable & (boxes.index == index)))
        shape = shape_of(own.sides) if len(own) >= LEAST_BOXES else None
        if shape is None:
            continue
        places = _places(dataset, looked, own, boxes, shape, units)
        sure, agreement = surest(places.met, int(np.isin(own.sample, looked).sum()))
        alone = np.flatnonzero(~places.met[:sure])
        if len(alone):
            yield _finding(dataset, index, places, alone, agreement, len(looked))


def surest(met: np.ndarray, boxes: int) -> tuple[int, float]:
    """How many of the places are as good as boxes, and which share of these has one; 0 where the class is
    not known.
    """
    around = np.convolve(met, np.ones(AROUND) / AROUND, mode="valid")
    doubtful = np.flatnonzero(around < AGREEING)
    sure = int(doubtful[0]) + AROUND // 2 if len(doubtful) else len(met)
    if sure <= AROUND or met[:sure].sum() < KNOWN * boxes:
        return 0, 0.0
    return sure, float(met[:sure].mean())


def _finding(
    dataset: Dataset, index: int, places: Places, alone: np.ndarray, agreement: float, looked: int
) -> Finding:
    told = [told_box(dataset, int(places.sample[at]), index, places.xyxy[at].tolist()) for at in alone]
    name = dataset.classes[index]
    return Finding(
        "unlabelled",
        "note",
        Message(
            "finding.unlabelled",
            places=counted(len(alone), "place"),
            name=name,
            share=agreement,
            pictures=counted(looked, "picture"),
        ),
        tuple(dict.fromkeys(each["path"] for each in told)),
        {"label": name, "agreement": round(agreement, 4), "pictures": looked, "boxes": told},
    )


def _places(
    dataset: Dataset, looked: np.ndarray, own: BoxRows, all_boxes: BoxRows, shape: Shape, units: np.ndarray
) -> Places:
    """By two models, each of which looks at the pictures that the other learnt from."""
    rng = np.random.default_rng(0)
    _, unit = np.unique(units[looked], return_inverse=True)
    half = rng.permutation(np.arange(unit.max() + 1) % 2)[unit]
    found: list[_Place] = []
    for side in (0, 1):
        others = looked[half != side]
        model = _learnt(dataset, others[np.isin(others, own.sample)], own, shape, rng)
        if model is not None:
            found += _looks(dataset, looked[half == side], model, own, all_boxes)
    found.sort(key=lambda each: -each[1])
    return Places(
        np.array([at for at, *_ in found], np.int64),
        np.array([box for _, _, box, _ in found]).reshape(-1, 4),
        np.array([met for *_, met in found], bool),
    )


def _learnt(
    dataset: Dataset, rows: np.ndarray, own: BoxRows, shape: Shape, rng: np.random.Generator
) -> PlaceModel | None:
    pictures = []
    for at in rng.permutation(rows)[:LEARNT_FROM].tolist():
        rgb = _rgb(dataset, at)
        if rgb is not None:
            pictures.append((rgb, own.xyxy[own.of_picture(at)]))
    return learnt(pictures, shape, rng) if pictures else None


def _looks(
    dataset: Dataset, rows: np.ndarray, model: PlaceModel, own: BoxRows, all_boxes: BoxRows
) -> list[_Place]:
    """The places of these pictures that do not lie on each other; without those of which it cannot be said
    whether there is a box.
    """

    def look(at: int) -> list[_Place]:
        rgb = _rgb(dataset, at)
        if rgb is None:
            return []
        boxes, scores = _apart(*model.places(rgb))
        met = overlaps(boxes, own.xyxy[own.of_picture(at)]).max(axis=1, initial=0) >= MET
        clear = np.flatnonzero(met | ~_touched(boxes, all_boxes.xyxy[all_boxes.of_picture(at)]))
        return [(at, float(scores[k]), boxes[k], bool(met[k])) for k in clear]

    with ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix="huoyan-places") as pool:
        return [each for found in pool.map(look, rows.tolist()) for each in found]


def _apart(boxes: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    best = np.argsort(-scores, kind="stable")[: 10 * MOST_PLACES]
    boxes, scores = boxes[best], scores[best]
    kept = suppressed(boxes, scores, np.zeros(len(boxes)), APART)[:MOST_PLACES]
    return boxes[kept], scores[kept]


def _touched(boxes: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Which boxes (n, 4) have so much in common with one of `there` (m, 4), of the smaller of both."""
    smaller = np.minimum(areas(boxes)[:, None], areas(there)[None])
    return np.asarray((shared(boxes, there) >= TOUCHED * np.maximum(smaller, 1e-9)).any(axis=1))


def _rgb(dataset: Dataset, at: int) -> np.ndarray | None:
    """uint8 (H, W, 3) at full size; None where it cannot be read any more."""
    try:
        pixels = sample_pixels(dataset.samples[at])
    except HuoyanError:
        return None
    return np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels
