"""Pictures with boxes as YOLO's text files: data.yaml, images/PART/, labels/PART/."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.data.dataset import SPLITS, Split
from huoyan.data.sample.boxes import Box
from huoyan.data.say import Say
from huoyan.data.writing.named_pictures import NamedPicture
from huoyan.data.writing.picture_files import put
from huoyan.words import counted, note, warning


def write(folder: Path, names: Sequence[str], pictures: Sequence[NamedPicture], say: Say) -> Iterator[int]:
    """Yields how many pictures are written. What the files cannot say is told: crowds, and open pictures."""
    parts: set[Split | None] = {picture.split for picture in pictures}
    open_ones = sum(picture.split is None for picture in pictures)
    whole = parts == {None}
    if open_ones and not whole:
        say(note("convert.open_to_train", pictures=counted(open_ones, "picture")))
        parts.add("train")
    for number, picture in enumerate(pictures, 1):
        part = "" if whole else picture.split or "train"
        put(picture, folder / "images" / part)
        file = folder / "labels" / part / f"{picture.stem}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [_line(box, picture) for box in picture.boxes.boxes if not box.crowd]
        file.write_text("".join(lines), encoding="utf-8")
        yield number
    (folder / "data.yaml").write_text(_description(names, parts), encoding="utf-8")
    if crowds := sum(box.crowd for picture in pictures for box in picture.boxes.boxes):
        say(warning("convert.crowds", boxes=counted(crowds, "box")))


def _line(box: Box, picture: NamedPicture) -> str:
    width, height = picture.width, picture.height
    shares = (
        (box.xmin + box.xmax) / 2 / width,
        (box.ymin + box.ymax) / 2 / height,
        (box.xmax - box.xmin) / width,
        (box.ymax - box.ymin) / height,
    )
    # So many digits that the edges come back to a millionth of a pixel.
    return " ".join([str(box.index), *(f"{share:.14g}" for share in shares)]) + "\n"


def _description(names: Sequence[str], parts: set[Split | None]) -> str:
    """Without `path`: paths then count from the file, wherever the folder is moved."""
    places: dict[str, str] = {part: f"images/{part}" for part in SPLITS if part in parts}
    # Programs want both; the same folder for both says that nothing is split yet.
    entries = places or {"train": "images", "val": "images"}
    lines = [f"{part}: {place}" for part, place in entries.items()]
    # JSON's texts are YAML's: quoted, a class may be called `no` or `1.0`.
    lines += ["names:", *(f"  {at}: {json.dumps(name, ensure_ascii=False)}" for at, name in enumerate(names))]
    return "\n".join([*lines, ""])
