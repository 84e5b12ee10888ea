"""The parts that Pascal VOC lists in ImageSets/Main: train.txt, val.txt, test.txt with a name a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Split
from huoyan.data.formats.boxes.parts.file_text import text_of
from huoyan.data.formats.folders.part_names import exact_part
from huoyan.data.formats.folders.tree import visible
from huoyan.errors import DataError
from huoyan.words import Message

# The union of train and val, and what tools write for pictures of no part.
_BOTH, _NO_PART = "trainval", "default"


@dataclass(frozen=True, slots=True)
class ImageSets:
    """The part of each XML file, by its folder's folder and its name; and the lists that say so."""

    parts: dict[tuple[Path, str], Split | None]
    files: tuple[Path, ...]

    def lists(self, annotation: Path) -> bool:
        return _key(annotation) in self.parts

    def part(self, annotation: Path) -> Split | None:
        return self.parts[_key(annotation)]

    def without_file(self, annotations: Iterable[Path]) -> list[str]:
        """Names in the lists that no XML file bears."""
        there = {_key(file) for file in annotations}
        return [name for place, name in self.parts if (place, name) not in there]


def image_sets(annotations: Iterable[Path]) -> ImageSets | None:
    """Of one set or of several (VOC2007, VOC2012); None where there are no lists.

    DataError data.split for a name in two lists.
    """
    homes = dict.fromkeys(_key(file)[0] for file in annotations)
    found = {home: sets for home in homes if (sets := _sets_of(home)) is not None}
    if not found:
        return None
    parts = {(home, name): part for home, (told, _) in found.items() for name, part in told.items()}
    return ImageSets(parts, tuple(file for _, files in found.values() for file in files))


def _key(annotation: Path) -> tuple[Path, str]:
    return annotation.parent.parent, annotation.stem


def _sets_of(home: Path) -> tuple[dict[str, Split | None], tuple[Path, ...]] | None:
    folder = next((each for each in (home / "ImageSets" / "Main", home / "ImageSets") if each.is_dir()), None)
    files = [] if folder is None else [x for x in visible(folder) if x.suffix == ".txt" and x.is_file()]
    lists = {file.stem: file for file in files}
    parts: dict[Path, Split | None] = {x: part for stem, x in lists.items() if (part := exact_part(stem))}
    if _BOTH in lists and not {"train", "val"} & set(parts.values()):
        parts[lists[_BOTH]] = "train"
    if _NO_PART in lists:
        parts[lists[_NO_PART]] = None
    return (_read(parts), tuple(lists.values())) if parts else None


def _read(parts: dict[Path, Split | None]) -> dict[str, Split | None]:
    found = dict[str, Split | None]()
    home = dict[str, Path]()
    for file, part in parts.items():
        for line, name in enumerate(text_of(file).splitlines(), 1):
            key = name.strip()
            if not key:
                continue
            if key in home and found[key] != part:
                told = Message("voc.two_lists", name=key, file=file.name, line=line, other=home[key].name)
                raise DataError(told, code="data.split")
            found[key], home[key] = part, file
    return found
