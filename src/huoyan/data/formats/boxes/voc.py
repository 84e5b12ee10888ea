"""Pictures with boxes in Pascal VOC: an XML file for each picture, beside it or in a folder of their own.

A picture without an XML file was not looked at, and is left out; one whose file holds no object shows none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.data.classes import in_order
from huoyan.data.dataset import Dataset
from huoyan.data.formats.boxes.parts.class_files import class_list
from huoyan.data.formats.boxes.parts.drawn import Annotated, Drawn, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.home import homes, part_of, telling_folders
from huoyan.data.formats.boxes.parts.settled import settled
from huoyan.data.formats.boxes.parts.told import below, check_there, tell_home, tell_unlisted
from huoyan.data.formats.boxes.voc_files.annotation import ROOT, VocAnnotation, VocThing, annotation_of
from huoyan.data.formats.boxes.voc_files.image_sets import ImageSets, image_sets
from huoyan.data.formats.boxes.voc_files.picture_files import PictureFiles
from huoyan.data.formats.boxes.voc_files.xml_tree import xml_tree
from huoyan.data.formats.folders.tree import listing, subfolders, visible
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import HARDLY, MARKED, NO
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.images.files import natural
from huoyan.words import Listed, Message, counted, note, warning

HOLDS: tuple[Kind, ...] = ("boxes",)
OBEYS: tuple[str, ...] = ("box_origin",)
MEDIUM: Medium = "pictures"
_MARK = b"<annotation"
_HEAD = 1 << 12


def sureness(path: Path, reading: Reading) -> float:
    """A folder with XML files of annotations: in a folder named so, or beside pictures of no classes."""
    if not path.is_dir():
        return NO
    if _home(path) is not None:
        return MARKED
    return HARDLY if reading.kind == "boxes" and _xml_files(path, most=1) else NO


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in natural order of the XML files; parts by ImageSets/Main, else by the folders.

    Codes: data.xml, data.boxes, data.sizes, data.missing_files, data.split, data.ambiguous.
    """
    home = _home(path) or path
    tell_home(home, path, say)
    faults = Faults()
    found = list(_annotations(home, faults))
    say(note("voc.reading", files=counted(len(found), "file")))
    faults.check()
    first = _first_pixel(found, reading, say)
    sets = image_sets(each.file for each in found)
    pictures = listing(home).pictures
    annotated = list(_annotated(found, PictureFiles(home, pictures), sets, first, home, say))
    _tell_lists(found, sets, say)
    if outlined := sum(thing.outlined for each in found for thing in each.things):
        say(note("box_files.outlined", boxes=counted(outlined, "box"), file=home.name))
    _tell_beside([thing for each in found for thing in each.things if thing.beside], say)
    tell_unlisted(home, pictures, [each.file for each in annotated], say)
    names = _names(home, annotated, say)
    read = [*(each.file for each in found), *(sets.files if sets else ())]
    return settled(path, names, annotated, read, say)


def _home(path: Path) -> Path | None:
    return next((home for home in homes(path) if any(map(_has_marks, telling_folders(home)))), None)


def _has_marks(folder: Path) -> bool:
    """Whether the first XML file of a folder is an annotation."""
    first = next((file for file in visible(folder) if file.suffix.lower() == ".xml"), None)
    return first is not None and _is_annotation(first)


def _is_annotation(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return _MARK in stream.read(_HEAD).replace(b"\0", b"")  # as of UTF-16
    except OSError:
        return False


def _xml_files(home: Path, most: int | None = None) -> list[Path]:
    """Annotations at any depth, in natural order."""
    found: list[Path] = []
    folders = [home]
    while folders and (most is None or len(found) < most):
        here = folders.pop()
        files = [file for file in visible(here) if file.suffix.lower() == ".xml" and file.is_file()]
        found += filter(_is_annotation, files)
        folders += subfolders(here)
    return sorted(found, key=lambda file: natural(file.relative_to(home).as_posix()))


def _annotations(home: Path, faults: Faults) -> Iterator[VocAnnotation]:
    for file in _xml_files(home):
        root = xml_tree(file)
        if root.tag == ROOT:
            yield annotation_of(root, file, faults)


def _first_pixel(found: Sequence[VocAnnotation], reading: Reading, say: Say) -> int:
    """1 as VOC has it, or 0 where the user says so or a corner lies below 1."""
    if reading.box_origin != "auto":
        return int(reading.box_origin)
    below_one = [x for each in found for x in each.things if min(abs(x.corners[0]), abs(x.corners[1])) < 1]
    if not below_one:
        return 1
    places = Listed(thing.place.message for thing in below_one)
    say(warning("voc.from_zero", boxes=counted(len(below_one), "box"), places=places))
    return 0


def _annotated(
    found: Sequence[VocAnnotation],
    files: PictureFiles,
    sets: ImageSets | None,
    first: int,
    home: Path,
    say: Say,
) -> Iterator[Annotated]:
    listed = [each for each in found if sets is None or sets.lists(each.file)]
    pictures = [files.of(each) for each in listed]
    lost = [each.file.name for each, file in zip(listed, pictures, strict=True) if file is None]
    check_there(lost, len(listed), Message("voc.xml_files"), home, say)
    taken = dict[Path, VocAnnotation]()
    for each, file in zip(listed, pictures, strict=True):
        if file is None:
            continue
        if (other := taken.setdefault(file, each)) is not each:
            both = Listed([below(x.file, home) for x in (other, each)], None, "and")
            told = Message("voc.two_files", picture=below(file, home), files=both)
            raise DataError(told, code="data.ambiguous")
        part = part_of(file, home) or part_of(each.file, home) if sets is None else sets.part(each.file)
        things = tuple(_drawn(thing, first) for thing in each.things)
        yield Annotated(file, things, part, each.size, place=Place(each.file.name))


def _drawn(thing: VocThing, first: int) -> Drawn:
    xmin, ymin, xmax, ymax = thing.corners
    return Drawn(thing.name, (xmin - first, ymin - first, xmax, ymax), thing.place, thing.difficult)


def _tell_beside(things: Sequence[VocThing], say: Say) -> None:
    """What else a bndbox holds may say that the box is turned."""
    if things:
        names = Listed(dict.fromkeys(name for thing in things for name in thing.beside))
        places = Listed(thing.place.message for thing in things)
        say(warning("voc.beside", boxes=counted(len(things), "box"), names=names, places=places))


def _tell_lists(found: Sequence[VocAnnotation], sets: ImageSets | None, say: Say) -> None:
    if sets is None:
        return
    if bare := sets.without_file(each.file for each in found):
        say(warning("voc.listed_without", n=len(bare), names=Listed(bare)))
    if left := [each.file.stem for each in found if not sets.lists(each.file)]:
        say(warning("voc.in_no_list", n=len(left), names=Listed(left)))


def _names(home: Path, annotated: Sequence[Annotated], say: Say) -> tuple[str, ...]:
    """The order of a list of classes beside the annotations, where it has all that are met."""
    met = in_order(thing.label for each in annotated for thing in each.things)
    listed = class_list([home])
    if listed is None:
        return met
    file, names = listed
    if unknown := [name for name in met if name not in names]:
        say(warning("voc.list_not_used", file=file.name, names=Listed(unknown)))
        return met
    return names
