"""A data set of boxes written anew in another format, with its pictures, parts and classes."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from huoyan.data.dataset import SPLITS, Dataset
from huoyan.data.say import Say
from huoyan.data.writing import coco, voc, yolo
from huoyan.data.writing.named_pictures import NamedPicture, named_pictures
from huoyan.errors import DataError, UsageError
from huoyan.system.disk_space import what_to_do
from huoyan.words import Listed, Message, counted, note, warning
from huoyan.words.foreign_reason import system_reason

Write = Callable[[Path, Sequence[str], Sequence[NamedPicture], Say], Iterator[int]]
# What ends a line or is no text: lists of classes have a name a line, and XML knows no such characters.
_UNWRITABLE = re.compile(r"[\x00-\x08\n-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
WRITERS: dict[str, Write] = {"coco": coco.write, "voc": voc.write, "yolo": yolo.write}


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written: the folder, pictures a part ("" for those of none), and boxes.

    unreadable: pictures that were left out; damaged: some that were written although they are cut off.
    """

    folder: Path
    format: str
    parts: dict[str, int]
    boxes: int
    unreadable: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def pictures(self) -> int:
        return sum(self.parts.values())


def convert(
    dataset: Dataset,
    to: str,
    out: Path,
    *,
    source: Path | None = None,
    say: Say,
    progress: Callable[[int, int], None] | None = None,
) -> Converted:
    """Writes `dataset` into the folder `out`, which is new or empty; `source` is where it was read from.

    All files appear in `out` once they are complete. Raises UsageError (usage.format, usage.out, usage.kind),
    DataError (data.empty, data.write, data.classes).
    """
    _check(dataset, to, out, source)
    pictures, unreadable = named_pictures(dataset, say)
    damaged: list[str] = []
    if not pictures:
        raise DataError(Message("classes.no_picture", data=dataset.name), code="data.empty")
    if any(sample.group is not None for sample in dataset.samples):
        say(note("convert.groups", format=to))
    try:
        with closing(_written(dataset, to, out, pictures, say)) as written:
            for done in written:
                if not pictures[done - 1].is_whole():
                    damaged.append(pictures[done - 1].sample.source)
                if progress is not None:
                    progress(done, len(pictures))
    except OSError as error:
        remedy = what_to_do(error, full="disk.free_or_out", otherwise="disk.other_out")
        told = Message("convert.unwritten", folder=out, reason=system_reason(error), remedy=remedy)
        raise DataError(told, code="data.write") from error
    if damaged:
        say(warning("convert.damaged", pictures=counted(len(damaged), "picture"), names=Listed(damaged)))
    counts = Counter(picture.split for picture in pictures)
    parts: dict[str, int] = {part or "": counts[part] for part in (*SPLITS, None) if counts[part]}
    boxes = sum(len(picture.boxes.boxes) for picture in pictures)
    return Converted(out, to, parts, boxes, unreadable, tuple(damaged))


def _check(dataset: Dataset, to: str, out: Path, source: Path | None) -> None:
    if to not in WRITERS:
        raise UsageError(Message("convert.format", format=to, formats=Listed(WRITERS)), code="usage.format")
    if dataset.kind != "boxes":
        raise UsageError(Message("convert.no_boxes", data=dataset.name), code="usage.kind")
    if odd := [name for name in dataset.classes if _UNWRITABLE.search(name)]:
        raise DataError(Message("convert.odd_class", names=Listed(odd)), code="data.classes")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(Message("convert.taken", folder=out), code="usage.out")
    if source is not None and source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise UsageError(Message("convert.inside", folder=out, data=source), code="usage.out")


def _written(
    dataset: Dataset, to: str, out: Path, pictures: Sequence[NamedPicture], say: Say
) -> Generator[int, None, None]:
    """In a folder inside `out`, from where all of it is moved at the end. Yields how many pictures are."""
    made = not out.exists()
    staging: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(mkdtemp(prefix=".convert-", dir=out))
        yield from WRITERS[to](staging, dataset.classes, pictures, say)
        for each in sorted(staging.iterdir()):
            each.rename(out / each.name)
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        if made and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
