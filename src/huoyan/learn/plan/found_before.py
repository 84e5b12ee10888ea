"""How well a detector of others finds the things of a data set before it has learnt any of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from huoyan.data.dataset import Sample
from huoyan.data.prepare import prepare
from huoyan.data.sample.boxes import Boxes
from huoyan.errors import ImageError
from huoyan.learn.detection.box_validator import BoxValidator
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks.detectors.coco_classes import coco_indices
from huoyan.learn.networks.detectors.yolox import Yolox, build_yolox
from huoyan.learn.networks.detectors.yolox_weights import MEAN, STD, read_yolox, start_from
from huoyan.learn.networks.normalised import Normalised
from huoyan.preprocess import Prepared, Preprocess

BATCH = 8


def found_before(file: Path, labels: Sequence[str], examples: Sequence[Sample], side: int) -> float | None:
    """COCO's average precision, 0..1, of a YOLOX's file on pictures with boxes, `side` pixels large.

    None where the file does not know all `labels` by their names, or no picture can be read.
    """
    if None in coco_indices(labels):
        return None
    network = build_yolox(
        read_yolox(file).name, classes=len(labels), channels=3, size=side, options={"norms": False}
    )
    start_from(network, file, labels)
    seen = _prepared(examples, Preprocess(side, side, "corner"))
    return _score(network, seen) if seen else None


def _prepared(examples: Sequence[Sample], preprocess: Preprocess) -> list[tuple[Prepared, np.ndarray]]:
    found = []
    for sample in examples:
        assert isinstance(sample.truth, Boxes)
        try:
            ready = prepare(sample, preprocess)
        except ImageError:
            continue
        found.append((ready, sample.truth.placed(ready.place)))
    return found


def _score(network: Yolox, seen: list[tuple[Prepared, np.ndarray]]) -> float:
    targets = Ragged.of([torch.from_numpy(rows).float() for _, rows in seen])
    validator, whole = BoxValidator(targets), Normalised(network, MEAN, STD).eval()
    validator.begin()
    with torch.inference_mode():
        for first in range(0, len(seen), BATCH):
            some = seen[first : first + BATCH]
            said = whole(torch.from_numpy(np.stack([ready.pixels for ready, _ in some])))
            validator.add(network.found(said), targets, torch.arange(first, first + len(some)))
    return validator.finish(ALONE)
