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
from huoyan.words import Listed

ROOT = "annotation"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_FLAGS = {"": False, "0": False, "1": True, "false": False, "true": True, "no": False, "yes": True}


@dataclass(frozen=True, slots=True)
class VocThing:
    """An object with its corners as they are written. beside: what its bndbox has that is no corner."""

    name: str
    corners: XYXY
    place: Place
    difficult: bool
    outlined: bool
    beside: tuple[str, ...] = ()


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
    corners = _corners(box, name, file, faults) if box is not None else _around(element)
    if corners is None:
        if box is None:
            faults.add(place, "voc.no_box", name=name)
        return None
    difficult = _flag(element, "difficult", name, file, faults)
    return VocThing(name, corners, place, difficult, box is None, () if box is None else _beside(box))


def _corners(box: Element, name: str, file: Path, faults: Faults) -> XYXY | None:
    """None, and a fault, where one lacks or is no number."""
    if lacking := [corner for corner in _CORNERS if box.find(corner) is None]:
        faults.add(Place(file.name, box.line), "voc.no_corner", name=name, corners=Listed(lacking, None))
        return None
    elements = [next(box.all(corner)) for corner in _CORNERS]
    found = [number(each.text) for each in elements]
    for element, value in zip(elements, found, strict=True):
        if value is None:
            place = Place(file.name, element.line)
            faults.add(place, "voc.odd_corner", name=name, corner=element.tag, text=element.text[:60])
    xmin, ymin, xmax, ymax = found
    if xmin is None or ymin is None or xmax is None or ymax is None:
        return None
    return xmin, ymin, xmax, ymax


def _beside(box: Element) -> tuple[str, ...]:
    tags = (child.tag for child in box.children if child.tag not in _CORNERS)
    return tuple(dict.fromkeys((*box.attributes, *tags)))


def _flag(element: Element, tag: str, name: str, file: Path, faults: Faults) -> bool:
    said = element.find(tag)
    if said is None:
        return False
    value = number(said.text)
    found = _FLAGS.get(said.text.casefold() if value is None else f"{value:g}")
    if found is None:
        faults.add(Place(file.name, said.line), "voc.odd_flag", name=name, tag=tag, text=said.text[:60])
    return bool(found)


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
