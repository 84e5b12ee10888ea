"""How what is found in the validation pictures is scored while a detector trains."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from huoyan.learn.distributed.world import World
from huoyan.learn.fit.targets import Ragged, Targets
from huoyan.learn.networks.detectors.base import Found
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.matching import MOST
from huoyan.metrics.detection.overlap import suppressed
from huoyan.metrics.detection.things import FoundThings, TrueThings

# Boxes of a class that overlap a surer one by more go, and so do the least sure.
NMS_IOU, LEAST = 0.65, 0.01
# Columns of what is kept of a found thing: score, class, xmin, ymin, xmax, ymax; a score of 0 is none.
_COLUMNS = 6


class BoxValidator:
    """COCO's average precision. Satisfies `Validator`."""

    name = "ap"

    def __init__(self, targets: Ragged) -> None:
        """targets: of all validation pictures."""
        picture = torch.arange(len(targets)).repeat_interleave(targets.counts.cpu())
        rows = torch.cat([picture[:, None].double(), targets.values.cpu().double()], dim=1)
        self._true = TrueThings.of(len(targets), rows.numpy())
        self._labels = int(self._true.classes.max(initial=0)) + 1
        self._found = torch.zeros(len(targets), MOST, _COLUMNS)

    def begin(self) -> None:
        self._found.zero_()

    def add(self, outputs: Found, targets: Targets, rows: Tensor) -> None:
        boxes, scores, classes = (each.float().cpu().numpy() for each in outputs)
        for at, row in enumerate(rows.tolist()):
            kept = _kept(boxes[at], scores[at], classes[at])
            self._found[row, : len(kept)] = torch.from_numpy(kept)

    def finish(self, world: World) -> float:
        # Each process has filled the rows of its own pictures.
        found = world.total(self._found).double().numpy()
        picture, place = np.nonzero(found[..., 0] * (found[..., 1] < self._labels))
        score, label, boxes = np.split(found[picture, place], [1, 2], axis=1)
        things = FoundThings(picture, label[:, 0].astype(np.int64), boxes, score[:, 0])
        return float(coco_table(things, self._true, self._labels).figure("ap"))


def _kept(boxes: np.ndarray, scores: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The surest things of a picture, each once, (k, columns)."""
    sure = np.flatnonzero((scores >= LEAST) & np.isfinite(boxes).all(axis=1))
    sure = sure[suppressed(boxes[sure], scores[sure], classes[sure], NMS_IOU)][:MOST]
    return np.concatenate([scores[sure, None], classes[sure, None], boxes[sure]], axis=1)
