"""Four small pictures of coloured rectangles, and how well they are found."""

from __future__ import annotations

import torch
from torch import Tensor

from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks.detectors.base import Detector, Found
from huoyan.metrics.detection.overlap import overlaps, suppressed

SIZE = 64
COLOURS = ((1.0, -1.0, -1.0), (-1.0, 1.0, -1.0))
# Of each picture: class, xmin, ymin, xmax, ymax, crowd. The last has nothing in it.
ROWS = (
    ((0, 4, 6, 28, 30, 0), (1, 36, 34, 60, 56, 0)),
    ((1, 10, 20, 50, 44, 0),),
    ((0, 2, 2, 20, 40, 0), (0, 40, 8, 62, 24, 0), (1, 26, 44, 54, 62, 0)),
    (),
)


def targets() -> Ragged:
    return Ragged.of([torch.tensor(rows, dtype=torch.float32).reshape(-1, 6) for rows in ROWS])


def pictures() -> Tensor:
    """Normalised, float (4, 3, SIZE, SIZE), on noise."""
    made = torch.randn(len(ROWS), 3, SIZE, SIZE, generator=torch.Generator().manual_seed(0)) * 0.3
    for picture, rows in zip(made, ROWS, strict=True):
        for kind, xmin, ymin, xmax, ymax, _ in rows:
            picture[:, ymin:ymax, xmin:xmax] = torch.tensor(COLOURS[kind]).view(3, 1, 1)
    return made


def learn(detector: Detector, steps: int, lr: float) -> None:
    """All four in every step."""
    optimizer = torch.optim.AdamW(detector.parameters(), lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, steps, pct_start=0.1)
    loss, seen, wanted = detector.loss(), pictures(), targets()
    detector.train()
    for _ in range(steps):
        loss(detector(seen), wanted).backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    detector.eval()


@torch.inference_mode()
def found(detector: Detector) -> Found:
    return detector.found(detector(pictures()))


def ap50(found: Found) -> float:
    """The mean over classes of the area below precision against recall, each thing once, IoU of 0.5."""
    return sum(_ap50(found, kind) for kind in range(len(COLOURS))) / len(COLOURS)


def _ap50(found: Found, kind: int) -> float:
    hits: list[tuple[float, bool]] = []
    for rows, boxes, scores, classes in zip(ROWS, *(part.numpy() for part in found), strict=True):
        true = torch.tensor([row[1:5] for row in rows if row[0] == kind]).reshape(-1, 4).numpy()
        taken: set[int] = set()
        for at in suppressed(boxes, scores, classes, 0.6):
            if classes[at] != kind:
                continue
            shared = overlaps(boxes[at : at + 1], true)[0]
            free = [m for m in range(len(true)) if m not in taken and shared[m] >= 0.5]
            taken |= {free[0]} if free else set()
            hits.append((float(scores[at]), bool(free)))
    there = sum(row[0] == kind for rows in ROWS for row in rows)
    area, right = 0.0, 0
    for n, (_, hit) in enumerate(sorted(hits, reverse=True), start=1):
        right += hit
        area += hit * right / n / there
    return area
