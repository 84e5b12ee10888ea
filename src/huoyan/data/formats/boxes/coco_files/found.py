"""Which JSON files of a folder are annotations of COCO's form, and the part that each is."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import SPLITS, Split
from huoyan.data.formats.boxes.parts.home import homes, part_of, telling_folders
from huoyan.data.formats.boxes.parts.told import below
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.folders.tree import visible
from huoyan.errors import DataError
from huoyan.words import Listed, Message

# The keys of a file stand at its beginning or at its end, around the long lists of annotations.
_LOOKED_AT = 1 << 16
_KEYS = (b'"annotations"', b'"images"', b'"categories"')
_BOXES = (b'"bbox"', b'"segmentation"', b'"categories"')
# COCO's own names: those of its people with key points hold the same pictures.
_FIRST = "instances"


@dataclass(frozen=True, slots=True)
class CocoFile:
    """A file, and the part that its name or its folder says."""

    file: Path
    part: Split | None


def coco_home(path: Path) -> Path | None:
    """The folder that holds the files, or whose folders do."""
    return next((home for home in homes(path) if _files(home)), None)


def coco_files(home: Path, path: Path) -> list[CocoFile]:
    """The files of a folder, one for each part. DataError data.format where that is not clear."""
    found = [CocoFile(x, worded_part(x.stem) or part_of(x, home)) for x in _files(home)]
    instances = [each for each in found if each.file.name.startswith(_FIRST)]
    taken = [each for each in found if each in instances or each.part not in {x.part for x in instances}]
    times = Counter(each.part for each in taken)
    if max(times.values()) > 1:
        names = Listed(below(each.file, path) for each in taken)
        raise DataError(Message("coco.several", folder=home, files=names), code="data.format")
    return sorted(taken, key=lambda each: SPLITS.index(each.part) if each.part else len(SPLITS))


def looks_like_coco(file: Path) -> bool:
    """By its first and last bytes: such files may be large."""
    if file.suffix.lower() != ".json" or not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            text = stream.read(_LOOKED_AT)
            stream.seek(max(0, file.stat().st_size - _LOOKED_AT), os.SEEK_SET)
            text += stream.read(_LOOKED_AT)
    except OSError:
        return False
    opened = text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return opened and sum(key in text for key in _KEYS) > 1 and any(key in text for key in _BOXES)


def _files(home: Path) -> list[Path]:
    return [file for folder in telling_folders(home) for file in visible(folder) if looks_like_coco(file)]
