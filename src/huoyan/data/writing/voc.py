"""Pictures with boxes as Pascal VOC: Annotations/, JPEGImages/, ImageSets/Main/, a list of the classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from huoyan.data.dataset import Split
from huoyan.data.sample.boxes import Box
from huoyan.data.say import Say
from huoyan.data.writing.named_pictures import NamedPicture
from huoyan.data.writing.picture_files import plain, put

# The list of pictures of no part, beside those of parts.
_NO_PART = "default"


def write(folder: Path, names: Sequence[str], pictures: Sequence[NamedPicture], say: Say) -> Iterator[int]:
    """Yields how many pictures are written. Pixels are counted from 1, those of both corners are inside."""
    lists: dict[Split | None, list[str]] = {}
    (folder / "Annotations").mkdir()
    for number, picture in enumerate(pictures, 1):
        put(picture, folder / "JPEGImages")
        content = "\n".join(_annotation(picture, names))
        (folder / "Annotations" / f"{picture.stem}.xml").write_text(content, encoding="utf-8")
        lists.setdefault(picture.split, []).append(picture.stem)
        yield number
    _write_lines(folder / "classes.txt", names)
    if set(lists) != {None}:
        for part, stems in lists.items():
            _write_lines(folder / "ImageSets" / "Main" / f"{part or _NO_PART}.txt", stems)


def _write_lines(file: Path, lines: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _annotation(picture: NamedPicture, names: Sequence[str]) -> Iterator[str]:
    yield "<annotation>"
    yield "  <folder>JPEGImages</folder>"
    yield f"  <filename>{escape(picture.name)}</filename>"
    yield f"  <size><width>{picture.width}</width><height>{picture.height}</height><depth>3</depth></size>"
    yield "  <segmented>0</segmented>"
    for box in picture.boxes.boxes:
        yield from _object(box, names[box.index])
    yield "</annotation>"
    yield ""


def _object(box: Box, name: str) -> Iterator[str]:
    corners = {"xmin": box.xmin + 1, "ymin": box.ymin + 1, "xmax": box.xmax, "ymax": box.ymax}
    yield "  <object>"
    yield f"    <name>{escape(name)}</name>"
    yield f"    <pose>Unspecified</pose><truncated>0</truncated><difficult>{int(box.crowd)}</difficult>"
    yield f"    <bndbox>{''.join(f'<{key}>{plain(x)}</{key}>' for key, x in corners.items())}</bndbox>"
    yield "  </object>"
