"""The lines of a label file of YOLO: a class number and the centre, width and height of a box, in shares.

The form (https://docs.ultralytics.com/datasets/detect): shares of the picture as it is shown, x before y.
Other programs write more: polygons (x y x y ...), turned boxes (four corners), key points after the box, and
a confidence as a sixth column where the file holds what a model found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from huoyan.data.formats.boxes.parts.drawn import XYXY, Drawn, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.file_text import MOST_OF_PICTURE, text_of
from huoyan.data.formats.boxes.parts.numbers import numbers, whole
from huoyan.data.formats.boxes.parts.outlines import around_points
from huoyan.data.formats.boxes.yolo_files.description import MOST_CLASSES

_BOX = 5
# A share beyond this is a number of pixels.
_LARGEST_SHARE = 2.0


@dataclass(slots=True)
class Lines:
    """What was met in all label files. points: key points follow each box.

    numbers: how often each class; sixth: lines with a confidence; outlined: with a polygon.
    """

    names: Mapping[int, str]
    points: bool
    faults: Faults
    numbers: Counter[int] = field(default_factory=Counter)
    sixth: list[Place] = field(default_factory=list)
    outlined: list[Place] = field(default_factory=list)

    def read(self, file: Path, name: str) -> tuple[Drawn, ...]:
        """The boxes of one file, which is called `name` in messages."""
        found = []
        for line, content in enumerate(text_of(file, MOST_OF_PICTURE).splitlines(), 1):
            if content.strip() and (thing := self._thing(content.split(), Place(name, line))) is not None:
                found.append(thing)
        return tuple(found)

    def _thing(self, cells: list[str], place: Place) -> Drawn | None:
        number, rest = whole(cells[0]), numbers(cells[1:])
        if number is None or rest is None:
            self.faults.add(place, "yolo.no_numbers", text=" ".join(cells)[:60])
            return None
        xyxy = self._box(rest, place)
        if xyxy is None:
            self.faults.add(place, "yolo.columns", n=len(cells))
            return None
        if max(map(abs, xyxy)) > _LARGEST_SHARE:
            self.faults.add(place, "yolo.pixels", text=" ".join(cells[:_BOX]))
            return None
        if number >= MOST_CLASSES:
            self.faults.add(place, "yolo.high_class", text=cells[0][:60], most=MOST_CLASSES)
            return None
        self.numbers[number] += 1
        name = self.names.get(number)
        if name is None:
            known = max(self.names, default=-1)
            self.faults.add(place, "yolo.unknown_class", number=number, n=len(self.names), last=known)
            return None
        return Drawn(name, xyxy, place)

    def _box(self, rest: list[float], place: Place) -> XYXY | None:
        if len(rest) == _BOX - 1 or (self.points and len(rest) >= _BOX - 1):
            return _around_centre(rest)
        if len(rest) == _BOX:
            self.sixth.append(place)
            return _around_centre(rest)
        if len(rest) > _BOX and len(rest) % 2 == 0:
            self.outlined.append(place)
            return around_points(rest)
        return None


def _around_centre(rest: list[float]) -> XYXY:
    x, y, width, height = rest[:4]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def looks_like_labels(file: Path) -> bool:
    """Whether the first line of a text file is a class and a box."""
    try:
        with file.open("rb") as stream:
            head = stream.read(1 << 12)
    except OSError:
        return False
    first = next((line for line in head.splitlines() if line.strip()), b"").split()
    cells = [cell.decode("ascii", "replace") for cell in first]
    return len(cells) >= _BOX and whole(cells[0]) is not None and numbers(cells[1:_BOX]) is not None
