"""Boxes as files have them made boxes of upright pictures: turned, cut at the edges, all changes told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.formats.boxes.parts.drawn import XYXY, Annotated, Drawn, Place
from huoyan.data.formats.boxes.parts.picture_sizes import Framed, framed
from huoyan.data.formats.folders.tree import listing
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import FilePicture
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.images.decoding.orientation import swaps_sides
from huoyan.placement import upright
from huoyan.text import printable, spelt
from huoyan.words import Listed, Message, counted, note, warning

# What a box may reach out of its picture, in pixels, by the rounding of what wrote it.
_ROUNDING = 0.5
# The sides of a picture that cannot be read, and of which no size is said: no format has longer ones.
_UNKNOWN = (float(1 << 31), float(1 << 31))
# Files called so are in many data sets: these are named after their folders.
_OF_ANY_SET = ("data", "dataset", "annotations", "_annotations.coco")
# Edges are kept to so many decimals: what is lost in arithmetic between two formats comes back.
_DECIMALS = 6


@dataclass(slots=True)
class Changes:
    """Where boxes were not taken as they are."""

    cut: list[Place] = field(default_factory=list)
    outside: list[Place] = field(default_factory=list)
    empty: list[Place] = field(default_factory=list)


def settled(
    path: Path, names: Sequence[str], pictures: Sequence[Annotated], read: Sequence[Path], say: Say
) -> Dataset:
    """The data set of these pictures. `names`: of the classes, in order; `read`: the files that tell of them.

    DataError data.boxes where most boxes lie outside of their pictures, data.sizes where most pictures have
    another size than is said of them.
    """
    found = _of_their_size(framed(pictures), say)
    changes, index = Changes(), {name: at for at, name in enumerate(names)}
    samples = tuple(_sample(path, each, index, changes) for each in found)
    _tell_turned(found, say)
    _tell_unreadable(found, say)
    _tell_changes(changes, sum(len(each.annotated.things) for each in found), say)
    if bare := sum(not sample.labels for sample in samples):
        say(note("box_files.without_boxes", pictures=counted(bare, "picture"), total=len(samples)))
    folder = path if path.is_dir() else path.parent
    passed = listing(folder).passed.without(file.name for file in read)
    return Dataset(_name_of(path), tuple(names), samples, "boxes", passed)


def _name_of(path: Path) -> str:
    if path.is_file() and path.stem not in _OF_ANY_SET:
        return printable(path.name)
    return printable((path.parent if path.is_file() else path).resolve().name)


def _of_their_size(pictures: Sequence[Framed], say: Say) -> list[Framed]:
    """Without pictures of another size than was drawn on: nobody knows where the boxes belong in them."""
    others = [each for each in pictures if each.frame == "neither"]
    if not others:
        return list(pictures)
    told = Message(
        "box_files.other_sizes",
        n=len(others),
        total=len(pictures),
        pictures=Listed([_sizes(each) for each in others], 3, "semicolon"),
    )
    if 2 * len(others) > len(pictures):
        raise DataError(told, code="data.sizes")
    say(warning("box_files.left_out", told=told))
    return [each for each in pictures if each.frame != "neither"]


def _sizes(each: Framed) -> Message:
    assert each.info is not None
    assert each.annotated.size is not None
    width, height = each.annotated.size
    place = (each.annotated.place or Place(each.annotated.file.name)).message
    file = printable(each.annotated.file.name)
    return Message(
        "box_files.other_size",
        file=file,
        place=place,
        width=each.info.width,
        height=each.info.height,
        stated_width=width,
        stated_height=height,
    )


def _sample(path: Path, each: Framed, index: dict[str, int], changes: Changes) -> Sample:
    picture = each.annotated
    boxes = [_box(thing, each, index[thing.label], changes) for thing in picture.things]
    truth = Boxes(tuple(box for box in boxes if box is not None))
    return Sample(
        source_of(picture.file, path), truth, FilePicture(picture.file), picture.split, picture.group
    )


def source_of(file: Path, path: Path) -> str:
    """Relative to the data, so that they may be moved; in full where the file lies elsewhere."""
    folder = path if path.is_dir() else path.parent
    inside = file.relative_to(folder) if file.is_relative_to(folder) else file.resolve()
    return spelt(inside.as_posix())


def _box(thing: Drawn, each: Framed, index: int, changes: Changes) -> Box | None:
    sides = _sides(each)
    if sides is None and each.annotated.shares:
        return None
    width, height = sides or _UNKNOWN
    xyxy = thing.xyxy
    if each.annotated.shares:
        xyxy = xyxy[0] * width, xyxy[1] * height, xyxy[2] * width, xyxy[3] * height
    if _is_empty(xyxy):
        changes.empty.append(thing.place)
        return None
    xmin, ymin, xmax, ymax = _upright(xyxy, each.turn, width, height)
    inside = _rounded((max(0.0, xmin), max(0.0, ymin), min(width, xmax), min(height, ymax)))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        changes.outside.append(thing.place)
        return None
    if max(-xmin, -ymin, xmax - width, ymax - height) > _ROUNDING:
        changes.cut.append(thing.place)
    return Box(index, *inside, thing.crowd)


def _upright(xyxy: XYXY, turn: int, width: float, height: float) -> XYXY:
    """A box in the stored picture as it lies in the upright one, which has these sides."""
    if turn == 1:
        return xyxy
    stored = (int(width), int(height)) if swaps_sides(turn) else (int(height), int(width))
    ((xmin, ymin, xmax, ymax),) = upright(turn, *stored).to_model(np.array([xyxy])).tolist()
    return xmin, ymin, xmax, ymax


def _sides(each: Framed) -> tuple[float, float] | None:
    """Of the upright picture, as its file or else its annotation says."""
    if each.info is not None:
        return float(each.info.width), float(each.info.height)
    size = each.annotated.size
    return None if size is None else (float(size[0]), float(size[1]))


def _rounded(xyxy: XYXY) -> XYXY:
    xmin, ymin, xmax, ymax = (round(edge, _DECIMALS) for edge in xyxy)
    return xmin, ymin, xmax, ymax


def _is_empty(xyxy: XYXY) -> bool:
    """Without an area, or a single pixel: a click that slipped."""
    width, height = xyxy[2] - xyxy[0], xyxy[3] - xyxy[1]
    return not (width > 0 and height > 0) or (width <= 1 and height <= 1)


def _tell_turned(pictures: Sequence[Framed], say: Say) -> None:
    turned = [x for x in pictures if x.info is not None and x.info.turn != 1 and x.annotated.things]
    stored = [x for x in turned if x.frame == "stored"]
    shown = [x for x in turned if x.frame == "shown"]
    for key, some in (("box_files.drawn_on_stored", stored), ("box_files.drawn_on_shown", shown)):
        if some:
            names = Listed((printable(each.annotated.file.name) for each in some), 3)
            say(note(key, pictures=counted(len(some), "picture"), names=names))


def _tell_unreadable(pictures: Sequence[Framed], say: Say) -> None:
    lost = [x for x in pictures if x.info is None and x.annotated.shares and x.annotated.things]
    if lost:
        names = Listed((printable(each.annotated.file.name) for each in lost), 3)
        say(warning("box_files.no_size", pictures=counted(len(lost), "picture"), names=names))


def _tell_changes(changes: Changes, total: int, say: Say) -> None:
    if 2 * len(changes.outside) > total:
        told = Message(
            "box_files.most_outside", n=len(changes.outside), total=total, **_places(changes.outside)
        )
        raise DataError(told, code="data.boxes")
    for key, places in (
        ("box_files.empty", changes.empty),
        ("box_files.outside", changes.outside),
        ("box_files.cut", changes.cut),
    ):
        if places:
            say(warning(key, boxes=counted(len(places), "box"), **_places(places)))


def _places(places: Sequence[Place]) -> dict[str, Listed]:
    return {"places": Listed(place.message for place in places)}
