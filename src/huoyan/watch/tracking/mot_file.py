"""Text of MOTChallenge, read and written: a line a box, `frame,number,left,top,width,height,score,...`.

Dendorfer et al. 2021, "MOTChallenge: A Benchmark for Single-Camera Multiple Target Tracking", International
Journal of Computer Vision 129, section 3.4. Frames and numbers count from 1. left and top are taken as edges,
as its own programs do. In files of truth the seventh column is 0 where a line is not to be counted, the
eighth is the class; in files of results it is the score, and -1 stands for what is not known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from huoyan.errors import DataError
from huoyan.metrics.tracking.trajectories import Trajectories
from huoyan.watch.tracked import Tracks
from huoyan.words import Message

_LEAST_COLUMNS = 6


def read_mot(path: Path, *, truth: bool = False, classes: frozenset[int] | None = None) -> Trajectories:
    """The boxes of a file, frames from 0. truth: without those that are not to be counted, and of `classes`
    alone where these are given. Raises DataError (data.mot) with the line.
    """
    rows: list[list[float]] = []
    lines: dict[tuple[float, float], int] = {}
    for at, cells in _lines(path):
        frame, number, left, top, width, height = _row(path, at, cells)
        counts = not truth or len(cells) <= _LEAST_COLUMNS or _number(path, at, cells[6]) != 0
        if truth and classes is not None and len(cells) > 7:
            counts = counts and int(_number(path, at, cells[7])) in classes
        if not counts:
            continue
        if (before := lines.setdefault((frame, number), at)) != at:
            told = {"number": int(number), "frame": int(frame), "before": before}
            raise _refused("mot.twice", path, at, **told)
        rows.append([frame - 1, number, left, top, left + width, top + height])
    return Trajectories.of(np.array(rows, np.float64).reshape(-1, 6))


def write_mot(path: Path, tracks: Iterable[Tracks]) -> None:
    """What was found of each track, as a file of results; the line of a frame is its index and 1."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for moment in tracks:
            for each in moment.tracked:
                if each.found:
                    xmin, ymin, xmax, ymax = each.box
                    sides = ",".join(f"{side:.3f}" for side in (xmin, ymin, xmax - xmin, ymax - ymin))
                    file.write(f"{moment.index + 1},{each.number},{sides},{each.score:.6f},-1,-1,-1\n")


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    if not path.is_file():
        raise DataError(Message("mot.missing", file=path.name), code="data.mot")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(Message("mot.no_text", file=path.name), code="data.mot") from error
    for at, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield at, [cell.strip() for cell in line.rstrip(", \t").split(",")]


def _row(path: Path, at: int, cells: list[str]) -> tuple[float, float, float, float, float, float]:
    if len(cells) < _LEAST_COLUMNS:
        raise _refused("mot.columns", path, at, n=len(cells))
    frame, number, left, top, width, height = (_number(path, at, cell) for cell in cells[:_LEAST_COLUMNS])
    for value, cell in ((frame, cells[0]), (number, cells[1])):
        if value < 1 or value != int(value):
            raise _refused("mot.no_whole_number", path, at, cell=cell)
    if width <= 0 or height <= 0:
        raise _refused("mot.no_size", path, at, width=width, height=height)
    return frame, number, left, top, width, height


def _number(path: Path, at: int, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _refused("mot.no_number", path, at, cell=cell)
    return value


def _refused(key: str, path: Path, line: int, **values: object) -> DataError:
    return DataError(Message(key, file=path.name, line=line, **values), code="data.mot")
