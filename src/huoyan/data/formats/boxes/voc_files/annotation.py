"""One XML file of Pascal VOC: the size of its picture, and an object for each thing in it.

The form (http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html, section 4): pixels are
counted from 1, and those of both corners are inside the box. As edges from 0 the box is xmin - 1, ymin - 1,
xmax, ymax.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from huoyan.data.formats.boxes.parts.drawn import XYXY, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.numbers import number, numbers, whole
from huoyan.data.formats.boxes.parts.outlines import around_points
from huoyan.data.formats.boxes.voc_files.xml_tree import Element
from huoyan.text import nfc

ROOT = "annotation"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class VocThing:
    """An object with its corners as they are written."""

    name: str
    corners: XYXY
    place: Place
    difficult: bool
    outlined: bool


@dataclass(frozen=True, slots=True)
class VocAnnotation:
    """What one file says. picture: the name that it gives; size: None where it says none (or 0 x 0)."""

    file: Path
    picture: str
    size: tuple[int, int] | None
    things: list[VocThing] = field(default_factory=list)


def annotation_of(root: Element, file: Path, faults: Faults) -> VocAnnotation:
    """What is wrong in it is added to `faults`."""
    size = root.find("size")
    sides = [whole(size.said(side)) for side in ("width", "height")] if size is not None else [None, None]
    known = (sides[0], sides[1]) if sides[0] and sides[1] else None
    found = VocAnnotation(file, root.said("filename"), known)
    for element in root.all("object"):
        thing = _thing(element, file, faults)
        if thing is not None:
            found.things.append(thing)
    return found


def _thing(element: Element, file: Path, faults: Faults) -> VocThing | None:
    place = Place(file.name, element.line)
    name = nfc(element.said("name"))
    if not name:
        faults.add(place, "voc.no_name")
        return None
    box = element.find("bndbox")
    corners = _corners(box) if box is not None else _around(element)
    if corners is None:
        where = place if box is None else Place(file.name, box.line)
        faults.add(where, "voc.no_corners" if box is not None else "voc.no_box", name=name)
        return None
    return VocThing(name, corners, place, bool(number(element.said("difficult"))), box is None)


def _corners(box: Element) -> XYXY | None:
    found = numbers(box.said(corner) for corner in _CORNERS)
    return None if found is None else (found[0], found[1], found[2], found[3])


def _around(element: Element) -> XYXY | None:
    """Of a polygon: x1, y1, x2, y2, ... or points with x and y."""
    polygon = element.find("polygon")
    if polygon is None:
        return None
    points = [*polygon.all("pt"), *polygon.all("point")]
    texts = [point.said(axis) for point in points for axis in "xy"]
    if not points:
        texts = [child.text for child in polygon.children if child.tag[:1] in "xy"]
    flat = numbers(texts)
    return None if flat is None else around_points(flat)
