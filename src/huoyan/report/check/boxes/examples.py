"""Examples of each class: the parts of pictures about some of its boxes, spread over the data."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from huoyan.data.check.look.pixels import sample_picture
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box
from huoyan.errors import ImageError
from huoyan.images.draw_boxes import DrawnBox
from huoyan.report.check.boxes.marked import boxes_of, drawn_part, window_about
from huoyan.report.shell.thumbs import Thumb

SIDE, ABOUT = 120, 1.5
# Classes at most, and examples of each: fewer of many classes, so that the page stays small.
CLASSES, FEW_CLASSES, OF_FEW, OF_MANY = 60, 20, 6, 4


@dataclass(frozen=True, slots=True)
class Examples:
    """Of the class `label`, which has `n` boxes."""

    label: str
    n: int
    thumbs: list[Thumb]


def examples(dataset: Dataset) -> list[Examples]:
    """Those of the classes with most boxes; of pictures that must not be embedded none."""
    places = _places(dataset)
    classes = sorted(places, key=lambda index: -len(places[index]))[:CLASSES]
    wanted = OF_FEW if len(classes) <= FEW_CLASSES else OF_MANY
    chosen = {index: _spread(places[index], wanted) for index in classes}
    by_sample: defaultdict[int, list[Box]] = defaultdict(list)
    for each in chosen.values():
        for at, box in each:
            by_sample[at].append(box)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        parts = pool.map(lambda item: _parts(dataset.samples[item[0]], item[1]), by_sample.items())
        thumbs = {key: thumb for found in parts for key, thumb in found}
    return [
        Examples(
            dataset.classes[index],
            len(places[index]),
            [thumbs[at, box] for at, box in _keys(dataset, chosen[index]) if (at, box) in thumbs],
        )
        for index in classes
    ]


def _keys(dataset: Dataset, places: Iterable[tuple[int, Box]]) -> list[tuple[str, Box]]:
    return [(dataset.samples[at].source, box) for at, box in places]


def _places(dataset: Dataset) -> dict[int, list[tuple[int, Box]]]:
    """Of each class that has some: row of the picture and box, in the order of the data."""
    places: defaultdict[int, list[tuple[int, Box]]] = defaultdict(list)
    for at, sample in enumerate(dataset.samples):
        for box in boxes_of(sample):
            places[box.index].append((at, box))
    return dict(places)


def _spread(places: list[tuple[int, Box]], n: int) -> list[tuple[int, Box]]:
    some = min(n, len(places))
    return [places[(2 * at + 1) * len(places) // (2 * some)] for at in range(some)]


def _parts(sample: Sample, boxes: list[Box]) -> list[tuple[tuple[str, Box], Thumb]]:
    if not sample.embed:
        return []
    try:
        picture = sample_picture(sample)
    except ImageError:
        return []
    return [
        ((sample.source, box), drawn_part(picture, window_about(box, picture, ABOUT), [_drawn(box)], SIDE))
        for box in boxes
    ]


def _drawn(box: Box) -> DrawnBox:
    return DrawnBox(box.xyxy, box.index)
