"""What a file of COCO's form holds: pictures, categories and annotations, by their ids."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huoyan.data.formats.boxes.parts.drawn import XYXY, Drawn, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.file_text import text_of
from huoyan.data.formats.boxes.parts.numbers import numbers, whole
from huoyan.data.formats.boxes.parts.outlines import around_segmentation
from huoyan.errors import DataError
from huoyan.images.files import natural
from huoyan.text import nfc, printable
from huoyan.words import Message

# A box of COCO: the left and upper edge from 0, width, height.
_SIDES = 4


@dataclass(frozen=True, slots=True)
class CocoPicture:
    """A picture as the file names it."""

    id: str
    name: str
    size: tuple[int, int] | None


@dataclass(slots=True)
class CocoContent:
    """classes: names by id, in the order of the ids; things: by the id of the picture.

    used: ids of classes that annotations name; outlined: how many boxes were drawn around polygons and
    masks; masked: annotations with a box and a mask; strangers: how many are of a picture that is not listed.
    """

    classes: dict[str, str]
    pictures: list[CocoPicture]
    things: dict[str, list[Drawn]]
    used: set[str] = field(default_factory=set)
    outlined: int = 0
    masked: int = 0
    strangers: int = 0


def coco_content(file: Path, faults: Faults) -> CocoContent:
    """Raises DataError data.json for what is no JSON; what is wrong in it is added to `faults`."""
    found = _loaded(file)
    content = CocoContent(_classes(found, file, faults), _pictures(found, file, faults), defaultdict(list))
    known = {picture.id for picture in content.pictures}
    for at, annotation in enumerate(_list(found, "annotations", file)):
        _add(annotation, at, content, known, file, faults)
    _check_shift(content, file)
    return content


def _loaded(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(text_of(file))
    except (ValueError, RecursionError) as error:
        raise DataError(Message("coco.no_json", file=file, reason=str(error)), code="data.json") from error
    if not isinstance(found, dict):
        raise DataError(Message("coco.no_object", file=file), code="data.json")
    return found


def _list(found: dict[str, Any], key: str, file: Path) -> list[dict[str, Any]]:
    value = found.get(key)
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise DataError(Message("coco.no_list", file=file, key=key), code="data.json")
    return value


def _id(value: object) -> str:
    """Ids are numbers, and in some files texts of them."""
    number = whole(value)
    return str(value) if number is None else str(number)


def _classes(found: dict[str, Any], file: Path, faults: Faults) -> dict[str, str]:
    names = dict[str, str]()
    for category in _list(found, "categories", file):
        key, name = _id(category.get("id")), nfc(printable(str(category.get("name", "")).strip()))
        if not name or key in names or name in names.values():
            fault = "coco.category_twice" if name else "coco.category_unnamed"
            faults.add(Place(file.name), fault, id=key, name=name)
        names[key] = name
    return dict(sorted(names.items(), key=lambda item: natural(item[0])))


def _pictures(found: dict[str, Any], file: Path, faults: Faults) -> list[CocoPicture]:
    pictures: list[CocoPicture] = []
    ids, names = set[str](), set[str]()
    for entry in _list(found, "images", file):
        key, name = _id(entry.get("id")), str(entry.get("file_name") or "")
        sides = [whole(entry.get(side)) for side in ("width", "height")]
        size = (sides[0], sides[1]) if sides[0] and sides[1] else None
        if not name:
            faults.add(Place(file.name), "coco.picture_unnamed", id=key)
        elif key in ids or name in names:
            faults.add(Place(file.name), "coco.picture_twice", id=key, name=name)
        else:
            pictures.append(CocoPicture(key, name, size))
        ids.add(key)
        names.add(name)
    return pictures


def _add(
    annotation: dict[str, Any], at: int, content: CocoContent, known: set[str], file: Path, faults: Faults
) -> None:
    place = Place(file.name, annotation=_id(annotation.get("id", f"[{at}]")))
    picture, category = _id(annotation.get("image_id")), _id(annotation.get("category_id"))
    if picture not in known:
        content.strangers += 1
        return
    content.used.add(category)
    if category not in content.classes:
        low, *_, high = [*content.classes, *content.classes] or ("", "")
        faults.add(place, "coco.unknown_category", id=category, low=low, high=high)
        return
    box = _box(annotation.get("bbox"))
    if box is None and annotation.get("bbox"):
        faults.add(place, "coco.no_box", value=str(annotation["bbox"])[:60])
        return
    outline = annotation.get("segmentation")
    if box is None and (box := around_segmentation(outline)) is not None:
        content.outlined += 1
    elif outline:
        content.masked += 1
    if box is None:
        faults.add(place, "coco.neither", value=str(outline)[:60])
        return
    crowd = bool(whole(annotation.get("iscrowd")) or whole(annotation.get("ignore")))
    content.things[picture].append(Drawn(content.classes[category], box, place, crowd))


def _check_shift(content: CocoContent, file: Path) -> None:
    """Ids that are all one too high or too low would make of each class its neighbour."""
    known, used = ([n for x in ids if (n := whole(x)) is not None] for ids in (content.classes, content.used))
    if not known or not used:
        return
    low, high, used_low, used_high = min(known), max(known), min(used), max(used)
    if (used_low == low - 1 and used_high < high) or (used_high == high + 1 and used_low > low):
        told = Message(
            "coco.shifted", file=file.name, low=low, high=high, used_low=used_low, used_high=used_high
        )
        raise DataError(told, code="data.boxes")


def _box(value: object) -> XYXY | None:
    found = numbers(value) if isinstance(value, list | tuple) else None
    if found is None or len(found) != _SIDES:
        return None
    left, top, width, height = found
    return left, top, left + width, top + height
