"""The parts that Pascal VOC lists in ImageSets/Main: train.txt, val.txt, test.txt with a name a line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.folders.part_names import exact_part
from huoyan.data.formats.folders.tree import visible
from huoyan.data.formats.rows.encoding import decode_text
from huoyan.errors import DataError
from huoyan.words import Message

# The union of train and val, and what tools write for pictures of no part.
_BOTH, _NO_PART = "trainval", "default"


@dataclass(frozen=True, slots=True)
class ImageSets:
    """The part of each name that a list holds, and the lists."""

    parts: dict[str, Split | None]
    files: tuple[Path, ...]


def image_sets(home: Path) -> ImageSets | None:
    """None where there are no lists. DataError data.split for a name in two of them."""
    folder = next((each for each in (home / "ImageSets" / "Main", home / "ImageSets") if each.is_dir()), None)
    files = [] if folder is None else [x for x in visible(folder) if x.suffix == ".txt" and x.is_file()]
    lists = {file.stem: file for file in files}
    parts: dict[Path, Split | None] = {x: part for stem, x in lists.items() if (part := exact_part(stem))}
    if _BOTH in lists and not {"train", "val"} & set(parts.values()):
        parts[lists[_BOTH]] = "train"
    if _NO_PART in lists:
        parts[lists[_NO_PART]] = None
    return ImageSets(_read(parts), tuple(lists.values())) if parts else None


def _read(parts: dict[Path, Split | None]) -> dict[str, Split | None]:
    found = dict[str, Split | None]()
    home = dict[str, Path]()
    for file, part in parts.items():
        text, _ = decode_text(file.read_bytes(), file)
        for line, name in enumerate(text.splitlines(), 1):
            key = name.strip()
            if not key:
                continue
            if key in home and found[key] != part:
                told = Message("voc.two_lists", name=key, file=file.name, line=line, other=home[key].name)
                raise DataError(told, code="data.split")
            found[key], home[key] = part, file
    return found
