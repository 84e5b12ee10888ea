"""Boxes around polygons and run-length masks, where a file has these instead of a box.

Masks are those of COCO (https://github.com/cocodataset/cocoapi, common/maskApi.c): runs down the columns,
the first of what is not masked; as numbers, or as text of 6-bit groups in which from the third run on the
difference to the run before the last is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from huoyan.data.formats.boxes.parts.drawn import XYXY
from huoyan.data.formats.boxes.parts.numbers import numbers, whole


def around_points(flat: Sequence[float]) -> XYXY | None:
    """The box around x, y, x, y, ... of two points or more."""
    if len(flat) < 4 or len(flat) % 2:
        return None
    across, down = flat[::2], flat[1::2]
    return min(across), min(down), max(across), max(down)


def around_segmentation(value: object) -> XYXY | None:
    """The box around a `segmentation` of COCO: polygons, or a mask as runs. None where there is none."""
    if isinstance(value, dict):
        return _around_mask(value)
    if not isinstance(value, list) or not value:
        return None
    polygons = value if isinstance(value[0], list) else [value]
    boxes = [_around_polygon(polygon) for polygon in polygons]
    found = [box for box in boxes if box is not None]
    if len(found) < len(boxes):
        return None
    lows, highs = [box[:2] for box in found], [box[2:] for box in found]
    return (
        min(x for x, _ in lows),
        min(y for _, y in lows),
        max(x for x, _ in highs),
        max(y for _, y in highs),
    )


def _around_polygon(polygon: object) -> XYXY | None:
    flat = numbers(polygon) if isinstance(polygon, list) else None
    return None if flat is None else around_points(flat)


def _around_mask(mask: dict[str, object]) -> XYXY | None:
    size, counts = mask.get("size"), mask.get("counts")
    sides = [whole(side) for side in size] if isinstance(size, list) and len(size) == 2 else []
    runs = _unpacked(counts) if isinstance(counts, str) else _plain(counts)
    if len(sides) != 2 or not sides[0] or not sides[1] or runs is None:
        return None
    return _around_runs(runs, sides[0], sides[0] * sides[1])


def _plain(counts: object) -> list[int] | None:
    found = [whole(run) for run in counts] if isinstance(counts, list) else [None]
    return None if None in found else [run for run in found if run is not None]


def _around_runs(runs: Sequence[int], height: int, area: int) -> XYXY | None:
    """The masked runs are the second, the fourth, ...; None where nothing is masked or runs do not fit."""
    ends = [0, *accumulate(runs)]
    if min(runs, default=-1) < 0 or ends[-1] != area:
        return None
    masked = [(start, end) for start, end in list(pairwise(ends))[1::2] if end > start]
    if not masked:
        return None
    whole_columns = any(start // height != (end - 1) // height for start, end in masked)
    top = 0 if whole_columns else min(start % height for start, _ in masked)
    bottom = height if whole_columns else max((end - 1) % height + 1 for _, end in masked)
    return masked[0][0] // height, top, (masked[-1][1] - 1) // height + 1, bottom


def _unpacked(text: str) -> list[int] | None:
    """Five bits of a number a character, the lowest first; the sixth says that more follow."""
    runs: list[int] = []
    value, shift = 0, 0
    for character in text:
        bits = ord(character) - 48
        if not 0 <= bits < 64:
            return None
        value |= (bits & 31) << shift
        shift += 5
        if bits & 32:
            continue
        if bits & 16:  # negative
            value -= 1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value, shift = 0, 0
    return runs
