"""Pictures with boxes in COCO JSON: one file, or one for each part.

The form (https://cocodataset.org/#format-data): boxes are the left and upper edge from 0, width and height in
pixels. Ids need not begin at 1, nor follow one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.data.dataset import Dataset
from huoyan.data.formats.boxes.coco_files.content import CocoContent, coco_content
from huoyan.data.formats.boxes.coco_files.found import CocoFile, coco_files, coco_home, looks_like_coco
from huoyan.data.formats.boxes.parts.drawn import Annotated, Place
from huoyan.data.formats.boxes.parts.faults import Faults
from huoyan.data.formats.boxes.parts.settled import settled
from huoyan.data.formats.boxes.parts.told import below, check_there, tell_home, tell_unlisted
from huoyan.data.formats.cells.places import locate, locate_all
from huoyan.data.formats.folders.tree import any_picture, listing
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import CERTAIN, MARKED, NO
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.say import Say, silent, to_stderr
from huoyan.errors import DataError
from huoyan.images.files import natural
from huoyan.words import Listed, Message, counted, note, warning

HOLDS: tuple[Kind, ...] = ("boxes",)
OBEYS: tuple[str, ...] = ()
MEDIUM: Medium = "pictures"


def sureness(path: Path, reading: Reading) -> float:
    """A JSON file with pictures, categories and annotations, or a folder with such files."""
    if path.is_file():
        return CERTAIN if looks_like_coco(path) else NO
    return MARKED if path.is_dir() and coco_home(path) is not None else NO


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """Samples in the order of the files; the part is said by the name of a file or of its folder.

    Codes: data.json, data.boxes, data.classes, data.format, data.sizes, data.missing_files, data.split.
    """
    if path.is_file():
        files, home = [CocoFile(path, None)], _home_of(path)
    else:
        home = coco_home(path) or path
        files = coco_files(home, path)
        tell_home(home, path, say)
    say(note("coco.reading", files=Listed(below(each.file, path) for each in files)))
    faults = Faults()
    contents = [coco_content(each.file, faults) for each in files]
    faults.check()
    names = _same_classes(files, contents, say)
    pictures = [
        picture
        for each, content in zip(files, contents, strict=True)
        for picture in _annotated(each, content, home, say)
    ]
    _check_once(pictures, path)
    _tell(files, contents, say)
    read = [each.file for each in files]
    if path.is_dir():
        tell_unlisted(home, listing(home).pictures, [picture.file for picture in pictures], say)
    return settled(path, names, pictures, read, say)


def _home_of(file: Path) -> Path:
    """Where pictures are looked for by name: beside the file, or else beside its folder."""
    return file.parent if any_picture(file.parent) else file.parent.parent


def _same_classes(files: Sequence[CocoFile], contents: Sequence[CocoContent], say: Say) -> tuple[str, ...]:
    """The classes of all files, by their ids. DataError data.classes where two files say different things."""
    names, home = dict[str, str](), dict[str, CocoFile]()
    for each, content in zip(files, contents, strict=True):
        for key, name in content.classes.items():
            other = next((known for known, called in names.items() if called == name and known != key), None)
            if names.get(key, name) != name or other is not None:
                first = home[key if other is None else other]
                raise _disagree(first, each, (other or key, names[other or key]), (key, name))
            names[key], home[key] = name, home.get(key, each)
    for each, content in zip(files, contents, strict=True):
        if lacking := [name for key, name in names.items() if key not in content.classes]:
            say(note("coco.lists_not", file=each.file.name, names=Listed(lacking)))
    return tuple(name for _, name in sorted(names.items(), key=lambda item: natural(item[0])))


def _disagree(first: CocoFile, second: CocoFile, one: tuple[str, str], other: tuple[str, str]) -> DataError:
    told = Message(
        "coco.classes_disagree",
        first=first.file.name,
        second=second.file.name,
        id=one[0],
        name=one[1],
        other_id=other[0],
        other_name=other[1],
    )
    return DataError(told, code="data.classes")


def _annotated(each: CocoFile, content: CocoContent, home: Path, say: Say) -> Iterator[Annotated]:
    names = [picture.name for picture in content.pictures]
    found = [locate(each.file.parent, name) for name in names]
    lost = [at for at, file in enumerate(found) if file is None]
    if lost:
        cells = [names[at] for at in lost]
        for at, file in zip(lost, locate_all(home, cells, each.file.name, each.part, silent), strict=True):
            found[at] = file
    gone = [name for name, file in zip(names, found, strict=True) if file is None]
    check_there(gone, len(names), each.file.name, home, say)
    for picture, file in zip(content.pictures, found, strict=True):
        if file is not None:
            things = tuple(content.things.get(picture.id, ()))
            yield Annotated(file, things, each.part, picture.size, place=Place(each.file.name))


def _check_once(pictures: Sequence[Annotated], path: Path) -> None:
    """A picture of two parts is trained on and then scored."""
    parts = dict[Path, Annotated]()
    for picture in pictures:
        if (other := parts.setdefault(picture.file, picture)) is not picture:
            assert other.place is not None
            assert picture.place is not None
            told = Message(
                "coco.in_two_files",
                picture=below(picture.file, path),
                first=other.place.file,
                second=picture.place.file,
            )
            raise DataError(told, code="data.split")


def _tell(files: Sequence[CocoFile], contents: Sequence[CocoContent], say: Say) -> None:
    for each, content in zip(files, contents, strict=True):
        if content.outlined:
            say(note("box_files.outlined", boxes=counted(content.outlined, "box"), file=each.file.name))
        if content.masked:
            say(note("coco.masks", file=each.file.name, n=content.masked))
        if content.strangers:
            say(warning("coco.strangers", file=each.file.name, n=content.strangers))
