"""Pictures that show the same thing where copies were not found: larger crops, turns, another shot.

Candidates are the nearest neighbours by a network's embeddings; each is confirmed point by point
(`keypoints`), because to a network two sunsets are as near as two views of one house. The limits were set
with benchmarks/duplicates.py on weather4; the figures are in docs/benchmarks.md.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from huoyan.data.check.copies.duplicates import Matches, across_parts, components, named_labels
from huoyan.data.check.copies.keypoints import (
    KEYPOINT_SIDE,
    Keypoints,
    Shared,
    keypoints,
    mirrored_points,
    shared_points,
)
from huoyan.data.check.copies.nearest_pictures import Cells
from huoyan.data.check.finding import Finding
from huoyan.data.check.look.pixels import sample_pixels
from huoyan.data.dataset import Dataset
from huoyan.errors import HuoyanError
from huoyan.words import Listed, Message, counted

_CANDIDATES = 8  # nearest neighbours of each picture that are looked at closely
_LEAST = 0.25  # cosine that a candidate needs, the mean of all embeddings taken away
POINTS = 10  # matched points of one similarity; pictures of other things share up to 4
SPREAD = 0.1  # of the picture, that they span: a watermark or a date is matched, too
KEPT = 16_384  # pictures whose points are kept at a time: up to 27 kB each
_BLOCK = 1_024  # pairs


def alike(
    dataset: Dataset, embeddings: np.ndarray, known: np.ndarray, matches: Matches
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs int64 (P, 2), i < j, that show the same thing and are no copies; and the points they share (P,).

    embeddings: (N, D); known: bool (N,), rows that have one.
    """
    rows = np.flatnonzero(known)
    vectors = directions(embeddings[rows])
    pairs = rows[Cells(vectors).nearest(vectors, _CANDIDATES, _LEAST)]
    home = np.arange(len(dataset))
    for cluster in matches.clusters():
        home[cluster] = cluster[0]
    pairs = pairs[home[pairs[:, 0]] != home[pairs[:, 1]]]
    points = np.array([found.points for found in _confirmed(dataset, pairs)], dtype=np.int64)
    return pairs[points >= POINTS], points[points >= POINTS]


def directions(embeddings: np.ndarray) -> np.ndarray:
    """Unit float32 (N, D) of the embeddings without their mean, which all pictures share."""
    centred = embeddings.astype(np.float32) - embeddings.mean(axis=0, dtype=np.float64).astype(np.float32)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(lengths, 1e-6))


def _confirmed(dataset: Dataset, pairs: np.ndarray) -> Iterator[Shared]:
    kept: OrderedDict[int, Keypoints] = OrderedDict()

    def read(at: int) -> Keypoints:
        try:
            return keypoints(sample_pixels(dataset.samples[at], (KEYPOINT_SIDE // 2, KEYPOINT_SIDE // 2)))
        except HuoyanError:  # it could be read a moment ago; a picture that is gone is like none
            return keypoints(np.zeros((KEYPOINT_SIDE, KEYPOINT_SIDE), np.uint8))

    def compare(pair: np.ndarray) -> Shared:
        one, other = kept[int(pair[0])], kept[int(pair[1])]
        found = (shared_points(one, other, POINTS), shared_points(mirrored_points(one), other, POINTS))
        spread = [each for each in found if each.spread >= SPREAD]
        return max(spread, key=lambda each: each.points, default=Shared(0, 0.0))

    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="huoyan-alike") as pool:
        for at in range(0, len(pairs), _BLOCK):
            block = pairs[at : at + _BLOCK]
            wanted = [int(i) for i in np.unique(block)]
            missing = [i for i in wanted if i not in kept]
            kept.update(zip(missing, pool.map(read, missing), strict=True))
            for i in wanted:
                kept.move_to_end(i)
            yield from pool.map(compare, block)
            while len(kept) > KEPT:
                kept.popitem(last=False)


def alike_findings(dataset: Dataset, pairs: np.ndarray, points: np.ndarray) -> list[Finding]:
    """A finding of the kind alike for each group that such pairs join."""
    groups = components((int(i), int(j)) for i, j in pairs)
    home = {at: number for number, group in enumerate(groups) for at in group}
    most = [0] * len(groups)
    for (i, _), value in zip(pairs.tolist(), points.tolist(), strict=True):
        most[home[i]] = max(most[home[i]], value)
    order = sorted(range(len(groups)), key=lambda number: -most[number])
    return [_finding(dataset, groups[number], most[number]) for number in order]


def _finding(dataset: Dataset, group: list[int], points: int) -> Finding:
    samples = [dataset.samples[at] for at in group]
    splits = sorted({sample.split for sample in samples if sample.split})
    labels = [[dataset.classes[label] for label in sorted(sample.labels)] for sample in samples]
    names, across = named_labels(labels), across_parts(splits)
    differ = Message("finding.differ", labels=Listed(names, None)) if len(names) > 1 else ""
    return Finding(
        "alike",
        "warning" if across or differ else "note",
        Message("finding.alike", pictures=counted(len(group), "picture"), across=across, differ=differ),
        tuple(sample.source for sample in samples),
        {"points": points, "labels": labels, "splits": splits},
    )
