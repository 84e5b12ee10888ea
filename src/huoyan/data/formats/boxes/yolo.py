"""Pictures with boxes in YOLO's text files: a data.yaml, or folders of pictures and of labels.

A picture without a label file shows none of the classes: YOLO writes no file for such a picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from huoyan.data.dataset import Dataset
from huoyan.data.formats.boxes.parts.class_files import class_list, is_class_file
from huoyan.data.formats.boxes.parts.drawn import Annotated, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.home import homes, telling_folders
from huoyan.data.formats.boxes.parts.settled import settled
from huoyan.data.formats.boxes.parts.told import below, tell_home, tell_unlisted
from huoyan.data.formats.boxes.yolo_files.description import (
    Description,
    described_in,
    describes,
    description,
)
from huoyan.data.formats.boxes.yolo_files.label_lines import Lines
from huoyan.data.formats.boxes.yolo_files.layout import (
    Part,
    described_pictures,
    empty_labels,
    found_pictures,
    label_of,
    orphans,
    yolo_home,
)
from huoyan.data.formats.folders.tree import listing, visible
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import CERTAIN, HARDLY, MARKED, NO
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, note, warning

HOLDS: tuple[Kind, ...] = ("boxes",)
OBEYS: tuple[str, ...] = ()
MEDIUM: Medium = "pictures"


def sureness(path: Path, reading: Reading) -> float:
    """A data.yaml with names of classes, or a folder with one, or with label files for its pictures.

    Files without a line say so only where boxes are wanted.
    """
    if path.is_file():
        return CERTAIN if describes(path) else NO
    if not path.is_dir():
        return NO
    if yolo_home(path) is not None:
        return MARKED
    return HARDLY if reading.kind == "boxes" and any(map(empty_labels, homes(path))) else NO


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples part by part as data.yaml has them, else in natural order of their paths.

    Codes: data.yaml, data.classes, data.boxes, data.format, data.missing_files, data.split.
    """
    home = path.parent if path.is_file() else (yolo_home(path) or path)
    if path.is_dir():
        tell_home(home, path, say)
    described = _described(home, path)
    told = described is not None and described.entries
    parts = described_pictures(described, say) if described and told else found_pictures(home)
    names, told_by = _names(home, described)
    labels = [label_of(part.file, home) for part in parts]
    n = sum(label is not None for label in labels)
    say(note("yolo.reading", files=counted(n, "file"), told_by=told_by or Message("yolo.no_list")))
    lines = Lines(names, described is not None and described.points, Faults())
    if not names:
        lines.names = _numbered(labels, lines, say)
    pictures = [_annotated(part, file, lines, home) for part, file in zip(parts, labels, strict=True)]
    _check(lines, told_by)
    _tell(parts, labels, lines, home, path, say)
    read = [file for file in labels if file is not None] + [x for x in visible(home) if is_class_file(x)]
    if described is not None:
        read.append(described.file)
    return settled(path, tuple(lines.names.values()), pictures, read, say)


def _described(home: Path, path: Path) -> Description | None:
    """The description that was named, or the one of the folder. DataError data.format for several."""
    if path.is_file():
        return description(path)
    found = described_in(home)
    if len(found) > 1:
        files = Listed(below(file, path) for file in found)
        raise DataError(
            Message("yolo.several", folder=home, files=files, example=found[0]), code="data.format"
        )
    return description(found[0]) if found else None


def _names(home: Path, described: Description | None) -> tuple[dict[int, str], str]:
    """The classes by their numbers, and the file that names them."""
    if described is not None and described.names:
        return described.names, described.file.name
    listed = class_list(telling_folders(home))
    if listed is None:
        return {}, ""
    return dict(enumerate(listed[1])), listed[0].name


def _numbered(labels: Sequence[Path | None], lines: Lines, say: Say) -> dict[int, str]:
    """Without any list the numbers up to the highest that is met are the names."""
    trial = Lines({}, lines.points, Faults())
    for file in labels:
        if file is not None:
            trial.read(file, file.name)
    if min(trial.numbers, default=0) < 0:
        return {}
    names = {number: str(number) for number in range(max(trial.numbers, default=-1) + 1)}
    say(warning("yolo.no_names", classes=counted(len(names), "class")))
    return names


def _annotated(part: Part, label: Path | None, lines: Lines, home: Path) -> Annotated:
    things = () if label is None else lines.read(label, below(label, home))
    place = None if label is None else Place(label.name)
    return Annotated(part.file, things, part.split, shares=True, place=place)


def _check(lines: Lines, told_by: str) -> None:
    """Numbers from 1 on for classes from 0 on make of each class its neighbour."""
    n = len(lines.names)
    if n and lines.numbers and max(lines.numbers) == n and min(lines.numbers) > 0 and n not in lines.names:
        told = Message(
            "yolo.shifted",
            low=min(lines.numbers),
            high=n,
            file=told_by,
            last=n - 1,
            name=lines.names.get(0, ""),
        )
        raise DataError(told, code="data.boxes")
    lines.faults.check()


def _tell(
    parts: Sequence[Part], labels: Sequence[Path | None], lines: Lines, home: Path, path: Path, say: Say
) -> None:
    if bare := [part.file for part, label in zip(parts, labels, strict=True) if label is None]:
        names = Listed((below(file, path) for file in bare), 3)
        say(note("yolo.no_label_file", pictures=counted(len(bare), "picture"), names=names))
    times = Counter(label for label in labels if label is not None)
    if shared := [label for label, n in times.items() if n > 1]:
        names = Listed((below(file, path) for file in shared), 3)
        say(warning("yolo.shared_label", files=counted(len(shared), "file"), names=names))
    if lost := orphans(home, [label for label in labels if label is not None]):
        names = Listed((below(file, path) for file in lost), 3)
        say(warning("yolo.no_picture", files=counted(len(lost), "file"), names=names))
    if lines.sixth:
        places = Listed(place.message for place in lines.sixth)
        say(warning("yolo.sixth", lines=counted(len(lines.sixth), "line"), places=places))
    if lines.outlined:
        places = Listed(place.message for place in lines.outlined)
        say(note("yolo.outlined", boxes=counted(len(lines.outlined), "box"), places=places))
    if path.is_dir():
        tell_unlisted(home, listing(home).pictures, [part.file for part in parts], say)
