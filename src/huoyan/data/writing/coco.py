"""Pictures with boxes as COCO JSON: annotations/instances_PART.json, images/PART/."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from huoyan.data.dataset import Split
from huoyan.data.say import Say
from huoyan.data.writing.named_pictures import NamedPicture
from huoyan.data.writing.picture_files import plain, put


def write(folder: Path, names: Sequence[str], pictures: Sequence[NamedPicture], say: Say) -> Iterator[int]:
    """Yields how many pictures are written. Ids are counted from 1 through all parts."""
    images: dict[Split | None, list[dict[str, Any]]] = {}
    annotations: dict[Split | None, list[dict[str, Any]]] = {}
    last = 0
    for number, picture in enumerate(pictures, 1):
        put(picture, folder / "images" / (picture.split or ""))
        entry = {"id": number, "file_name": picture.name, "width": picture.width, "height": picture.height}
        images.setdefault(picture.split, []).append(entry)
        things = [_annotation(row, number) for row in picture.boxes.rows.tolist()]
        for thing in things:
            last += 1
            annotations.setdefault(picture.split, []).append({"id": last, **thing})
        yield number
    categories = [{"id": at, "name": name} for at, name in enumerate(names, 1)]
    (folder / "annotations").mkdir(exist_ok=True)
    for part, entries in images.items():
        content = {"images": entries, "annotations": annotations.get(part, []), "categories": categories}
        file = folder / "annotations" / (f"instances_{part}.json" if part else "instances.json")
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _annotation(row: list[float], image: int) -> dict[str, Any]:
    index, xmin, ymin, xmax, ymax, crowd = row
    width, height = xmax - xmin, ymax - ymin
    return {
        "image_id": image,
        "category_id": int(index) + 1,
        "bbox": [plain(xmin), plain(ymin), plain(width), plain(height)],
        "area": plain(width * height),
        "iscrowd": int(crowd),
    }
