"""COCO's average precision and recall, as faster-coco-eval computes them."""

from __future__ import annotations

import numpy as np

from huoyan.metrics.detection.figures import RECALLS, Table
from huoyan.metrics.detection.things import FoundThings, TrueThings


def coco_table(found: FoundThings, true: TrueThings, labels: int) -> Table:
    """Of `labels` classes; the area of a thing is that of its box."""
    from faster_coco_eval import COCO
    from faster_coco_eval.core.faster_eval_api import COCOeval_faster

    things = COCO({**_frame(true.n, labels), "annotations": _true(true)})
    findings = COCO({**_frame(true.n, labels), "annotations": _found(found)})
    evaluation = COCOeval_faster(things, findings, iouType="bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    precision = np.asarray(evaluation.eval["precision"], np.float64)  # (T, recalls, K, S, mosts), -1: none
    recall = np.asarray(evaluation.eval["recall"], np.float64)  # (T, K, S, mosts)
    means = np.where((precision < 0).any(axis=1), np.nan, precision.mean(axis=1))[..., -1]
    recalls = np.where(recall < 0, np.nan, recall)
    mosts = list(evaluation.params.maxDets)
    each = [recalls[:, :, size, mosts.index(most)] for size, most in RECALLS]
    return Table(np.moveaxis(means, 2, 0), np.stack(each))


def _frame(n: int, labels: int) -> dict[str, list[dict[str, object]]]:
    return {
        "images": [{"id": at} for at in range(n)],
        "categories": [{"id": at, "name": str(at)} for at in range(labels)],
    }


def _true(things: TrueThings) -> list[dict[str, object]]:
    rows = _rows(things.pictures, things.classes, things.boxes, things.areas)
    crowds = things.crowd.astype(int).tolist()
    return [{**row, "iscrowd": crowd} for row, crowd in zip(rows, crowds, strict=True)]


def _found(things: FoundThings) -> list[dict[str, object]]:
    rows = _rows(things.pictures, things.classes, things.boxes, things.areas)
    return [{**row, "score": score} for row, score in zip(rows, things.scores.tolist(), strict=True)]


def _rows(
    pictures: np.ndarray, classes: np.ndarray, boxes: np.ndarray, areas: np.ndarray
) -> list[dict[str, object]]:
    """Annotations with corner, width and height; numbers from 1, for 0 is none there."""
    xywh = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])
    columns = zip(pictures.tolist(), classes.tolist(), xywh.tolist(), areas.tolist(), strict=True)
    return [
        {"id": at, "image_id": picture, "category_id": label, "bbox": box, "area": area}
        for at, (picture, label, box, area) in enumerate(columns, 1)
    ]
