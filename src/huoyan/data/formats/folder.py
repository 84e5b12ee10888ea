"""A folder for each class, with or without folders for the parts of a split above or inside them.

Pictures anywhere below a class folder belong to that class. What the folders mean is said by `layout`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.formats.folders.class_folders import ClassFolder, read_place
from huoyan.data.formats.folders.folder_remarks import tell_layout, tell_oddities
from huoyan.data.formats.folders.layout import class_name, holds_classes, layout, looked_through
from huoyan.data.formats.folders.tree import listing, with_pictures
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import CERTAIN, LIKELY, NO
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.text import printable, spelt

HOLDS: tuple[Kind, ...] = ("class", "labels", "quality")
OBEYS = ("class_folders",)
MEDIUM: Medium = "pictures"


def sureness(path: Path, reading: Reading) -> float:
    """A folder with at least one folder in it that holds a picture (not merely train/ full of pictures).

    Certain where the user says which folders are the classes.
    """
    if not path.is_dir():
        return NO
    if reading.class_folders != "auto" and with_pictures(path):
        return CERTAIN
    return LIKELY if holds_classes(path) else NO


def flag_alone(path: Path) -> str:
    """The flag that reads the folders of `path` as they are understood without one, whatever tables say."""
    try:
        parts = any(place.split for place in layout(path).places)
    except DataError:
        parts = False
    return f"--class-folders {'inner' if parts else 'outer'}"


def parts_without_classes(path: Path) -> tuple[str, ...]:
    """Names of the folders with pictures, where these are parts and nothing else."""
    if not path.is_dir() or holds_classes(path):
        return ()
    return in_order(class_name(folder) for folder in with_pictures(looked_through(path)))


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in natural order of their paths; `split` is None where no folder says it.

    `reading` says which folders are the classes. DataError data.format where they can be read in two ways.
    """
    plan = layout(path, reading.class_folders)
    found = [each for place in plan.places for each in read_place(place, inside=plan.inside)]
    rest = listing(path, without=[each.folder for each in found])
    tell_layout(plan, path, say)
    tell_oddities(plan, found, rest, path, say)
    names = in_order(each.name for each in found if each.listing.pictures)
    passed = sum((each.listing.passed.at(each.name) for each in found), rest.passed)
    samples = tuple(_samples(path, names, found))
    return Dataset(printable(path.resolve().name), names, samples, passed=passed)


def _samples(path: Path, names: Sequence[str], found: Sequence[ClassFolder]) -> Iterator[Sample]:
    """Part after part as they are listed, class after class in each."""
    index = {name: position for position, name in enumerate(names)}
    truths = {name: OneLabel(position) for name, position in index.items()}
    places = {place: at for at, place in enumerate(dict.fromkeys(each.place for each in found))}
    used = [each for each in found if each.listing.pictures]
    for each in sorted(used, key=lambda each: (places[each.place], index[each.name])):
        for file in each.listing.pictures:
            source = spelt(file.relative_to(path).as_posix())
            yield Sample(source, truths[each.name], FilePicture(file), each.split_of(file))
