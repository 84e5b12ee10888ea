"""Small sets of pictures with boxes as files of each format, written by hand and not by the library."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.open import read_dataset
from huoyan.data.sample.boxes import Boxes
from huoyan.errors import DataError

Corners = tuple[float, float, float, float]
# A box as it is read: name, xmin, ymin, xmax, ymax.
Named = tuple[str, float, float, float, float]
ORIENTATION = 0x0112


def picture(path: Path, width: int = 40, height: int = 30, turn: int = 1) -> Path:
    """A picture of that stored size with an EXIF orientation; each has pixels of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(abs(hash(path.name)) % 2**32)
    image = Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    image.save(path, exif=exif)
    return path


def text(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def voc_xml(
    path: Path,
    things: Sequence[tuple[str, Corners]],
    size: tuple[int, int] | None = (40, 30),
    more: str = "",
    filename: str | None = None,
) -> Path:
    """Corners as VOC counts them: from 1, both inside. `more` stands in each object."""
    lines = ["<annotation>", f"<filename>{filename or path.stem + '.jpg'}</filename>"]
    if size is not None:
        lines.append(f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>")
    for name, (xmin, ymin, xmax, ymax) in things:
        lines += [
            f"<object><name>{name}</name>{more}",
            f"<bndbox><xmin>{xmin}</xmin><ymin>{ymin}</ymin><xmax>{xmax}</xmax><ymax>{ymax}</ymax></bndbox>",
            "</object>",
        ]
    return text(path, "\n".join([*lines, "</annotation>"]))


def coco_json(
    path: Path,
    pictures: Mapping[str, tuple[int, int] | None],
    boxes: Sequence[Mapping[str, object]],
    classes: Mapping[int, str],
) -> Path:
    """Pictures have the ids 10, 20, ... in order; `boxes` are annotations, with ids from 1."""
    images = [
        {"id": 10 * at, "file_name": name} | ({} if size is None else {"width": size[0], "height": size[1]})
        for at, (name, size) in enumerate(pictures.items(), 1)
    ]
    annotations = [{"id": at, **box} for at, box in enumerate(boxes, 1)]
    categories = [{"id": at, "name": name} for at, name in classes.items()]
    content = {"images": images, "annotations": annotations, "categories": categories}
    return text(path, json.dumps(content))


def read(path: Path, say: Callable[[str], None] | None = None, **reading: object) -> Dataset:
    """As it is recognised, without a word on what it is."""
    return read_dataset(path, say=say or (lambda said: None), reading=Reading(**reading))  # type: ignore[arg-type]


def error(path: Path, pattern: str) -> str:
    """The code of the error that reading raises, and whose text is like `pattern`."""
    with pytest.raises(DataError, match=pattern) as caught:
        read(path)
    return caught.value.code


def boxes(dataset: Dataset) -> dict[str, list[Named]]:
    """The boxes of each picture by the name of its file."""
    found: dict[str, list[Named]] = {}
    for sample in dataset.samples:
        assert isinstance(sample.truth, Boxes)
        named = [(dataset.classes[box.index], *box.xyxy) for box in sample.truth.boxes]
        found[Path(sample.source).name] = named
    return found


def parts(dataset: Dataset) -> dict[str, str | None]:
    return {Path(sample.source).name: sample.split for sample in dataset.samples}
