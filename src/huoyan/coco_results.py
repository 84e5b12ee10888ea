"""Found things as COCO JSON, which other tools load: pictures, categories, and boxes with their scores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from huoyan.results import Answer, Detection, Detections

# Of a file that huoyan wrote: it stands near its start.
MARK = b'"generator": "huoyan'


def coco_results(answers: Iterable[Answer], labels: Sequence[str]) -> dict[str, Any]:
    """A COCO data set of what was found; `score` is what its format of results adds.

    labels: in the order of the model's; categories are numbered from 1, as COCO's are. Pictures without an
    answer are left out: nothing is known of them. Boxes are x, y, width, height in pixels, in parts of them.
    """
    found = [(each.source, each.result) for each in answers if isinstance(each.result, Detections)]
    numbers = {label: at for at, label in enumerate(labels, start=1)}
    things = (
        _annotation(thing, image, numbers[thing.label])
        for image, (_, result) in enumerate(found, start=1)
        for thing in result.detections
    )
    return {
        "info": {"generator": "huoyan"},
        "images": [
            {"id": image, "file_name": source, "width": result.width, "height": result.height}
            for image, (source, result) in enumerate(found, start=1)
        ],
        "annotations": [{"id": number, **thing} for number, thing in enumerate(things, start=1)],
        "categories": [{"id": number, "name": label} for label, number in numbers.items()],
    }


def coco_json(answers: Iterable[Answer], labels: Sequence[str]) -> bytes:
    return json.dumps(coco_results(answers, labels), ensure_ascii=False, indent=1).encode() + b"\n"


def _annotation(thing: Detection, image: int, category: int) -> dict[str, Any]:
    xmin, ymin, xmax, ymax = thing.box
    sides = [xmin, ymin, xmax - xmin, ymax - ymin]
    return {
        "image_id": image,
        "category_id": category,
        "bbox": [round(side, 2) for side in sides],
        "area": round(sides[2] * sides[3], 2),
        "iscrowd": 0,
        "score": round(thing.score, 6),
    }
