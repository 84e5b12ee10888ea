"""Pictures with boxes drawn in, whole or the part about a box, small enough for the page."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from huoyan.data.check.finding import Finding
from huoyan.data.check.look.pixels import sample_picture
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.errors import ImageError
from huoyan.images.decode import DecodedPicture
from huoyan.images.draw import thumbnail
from huoyan.images.draw_boxes import DrawnBox, draw_boxes
from huoyan.report.check.exhibit import Exhibit
from huoyan.report.shell.caption import Caption
from huoyan.report.shell.thumbs import Thumb, thumb

SIDE = 320  # pixels of the longer side
# A box is shown with so much about it, in its own longer side, where that is less than most of the picture.
ABOUT, MOST = 4.0, 0.6
MOST_BOXES = 40  # of one picture that bear their name
# xmin, ymin, xmax, ymax in pixels of the picture.
Window = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Marked:
    """A picture and the boxes in it that are meant, of which the first is looked at closely."""

    sample: Sample
    boxes: tuple[Box, ...]


def of_finding(finding: Finding, dataset: Dataset, most: int) -> list[Marked]:
    """The first pictures of a finding about boxes, each with all of its boxes that are meant."""
    samples = {sample.source: sample for sample in reversed(dataset.samples)}
    number = {name: at for at, name in enumerate(dataset.classes)}
    boxes: dict[str, list[Box]] = {path: [] for path in finding.paths[:most]}
    for each in finding.detail.get("boxes", ()):
        found = boxes.get(each["path"])
        if found is not None and len(found) < MOST_BOXES:
            found.append(Box(number[each["label"]], **each["box"]))
    return [Marked(samples[path], tuple(found)) for path, found in boxes.items()]


def exhibits(marked: Sequence[Marked], classes: Sequence[str], *, near: bool) -> list[Exhibit]:
    """near: only the part about the first box is shown, where that is small."""

    def made(each: Marked) -> Exhibit:
        label = " + ".join(Boxes(each.boxes).worded(classes))
        return _exhibit(each.sample, label, lambda: _marked(each, classes, near=near))

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(made, marked))


def with_all_boxes(sample: Sample, classes: Sequence[str], side: int) -> Exhibit:
    """The whole picture with all of its boxes, without their names."""

    def drawn() -> Thumb:
        picture = sample_picture(sample, (side // 2, side // 2))
        boxes = [DrawnBox(box.xyxy, box.index) for box in boxes_of(sample)]
        return drawn_part(picture, whole(picture), boxes, side)

    return _exhibit(sample, " + ".join(sample.truth.worded(classes)), drawn)


def _exhibit(sample: Sample, label: str, drawn: Callable[[], Thumb]) -> Exhibit:
    shown = None
    with suppress(ImageError):
        shown = drawn() if sample.embed else None
    return Exhibit(Caption(sample.source), label, sample.split or "", shown, outside=not sample.embed)


def _marked(marked: Marked, classes: Sequence[str], *, near: bool) -> Thumb:
    close = near and bool(marked.boxes)
    picture = sample_picture(marked.sample, None if close else (SIDE // 2, SIDE // 2))
    window = window_about(marked.boxes[0], picture, ABOUT) if close else whole(picture)
    meant = [_key(box) for box in marked.boxes]
    # The first may lie outside of its picture, which is what it is shown for.
    near_ones = [box for at, box in enumerate(marked.boxes) if at == 0 or not close or _meets(box, window)]
    drawn = [DrawnBox(box.xyxy, box.index, classes[box.index]) for box in near_ones]
    rest = [box for box in boxes_of(marked.sample) if _key(box) not in meant]
    drawn += [DrawnBox(box.xyxy, box.index, dashed=True) for box in rest if _meets(box, window)]
    return drawn_part(picture, window, drawn, SIDE)


def _key(box: Box) -> tuple[float, ...]:
    """What tells a box from others; findings round their sides to hundredths."""
    return (box.index, *(round(side, 2) for side in box.xyxy))


def _meets(box: Box, window: Window) -> bool:
    across = min(box.xmax, window[2]) - max(box.xmin, window[0])
    return across > 0 and min(box.ymax, window[3]) - max(box.ymin, window[1]) > 0


def boxes_of(sample: Sample) -> tuple[Box, ...]:
    return sample.truth.boxes if isinstance(sample.truth, Boxes) else ()


def whole(picture: DecodedPicture) -> Window:
    return 0.0, 0.0, float(picture.width), float(picture.height)


def window_about(box: Box, picture: DecodedPicture, about: float) -> Window:
    """A square about a box, `about` times its longer side and inside the picture; all of it where that is
    most of the picture.
    """
    side = max(about * max(box.xmax - box.xmin, box.ymax - box.ymin), 16.0)
    if not side < MOST * min(picture.width, picture.height):
        return whole(picture)
    left = min(max((box.xmin + box.xmax - side) / 2, 0), picture.width - side)
    top = min(max((box.ymin + box.ymax - side) / 2, 0), picture.height - side)
    return left, top, left + side, top + side


def drawn_part(picture: DecodedPicture, window: Window, boxes: Sequence[DrawnBox], side: int) -> Thumb:
    """The part of a picture in a window, with boxes; a small part is enlarged with hard pixels."""
    height, width = picture.pixels.shape[:2]
    across, down = width / picture.width, height / picture.height
    left, top = int(window[0] * across), int(window[1] * down)
    right, bottom = max(left + 1, round(window[2] * across)), max(top + 1, round(window[3] * down))
    part = thumbnail(picture.pixels[top:bottom, left:right], side)
    moved = [replace(each, xyxy=_moved(each.xyxy, left / across, top / down)) for each in boxes]
    measured = (right - left) / across, (bottom - top) / down
    least = side * 2 // 3 if max(part.shape[:2]) < side * 2 // 3 else 1
    drawn = draw_boxes(part, moved, measured_in=measured, least_side=least)
    return thumb(drawn, side, fine_colours=True)


def _moved(
    xyxy: tuple[float, float, float, float], xmin: float, ymin: float
) -> tuple[float, float, float, float]:
    return xyxy[0] - xmin, xyxy[1] - ymin, xyxy[2] - xmin, xyxy[3] - ymin
