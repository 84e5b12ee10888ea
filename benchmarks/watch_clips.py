"""The three clips of line_counts.zip: their lines, what crosses them, and how well a watch's events agree."""

from __future__ import annotations

import csv
import sys
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from common import ROOT, SHARED, run
from huoyan.watch.event import Event

ARCHIVE = SHARED / "watch" / "line_counts.zip"
YOLOX = SHARED / "weights" / "yolox_nano_coco.onnx"
ROAD = ("bicycle", "car", "motorcycle", "bus", "truck", "person")
KINDS = {"highway_one_way": ROAD, "motorway_two_way": ROAD, "persons_at_table": ("person",)}
# Truth is good to about 4 frames, and an event comes when a thing is over the line by a share of its size.
SLACK = 15


@dataclass(frozen=True, slots=True)
class Crossing:
    """Truth: something goes over a line at about this frame."""

    line: str
    direction: str
    frame: int
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Clip:
    """lines: as `--line` takes them. wanted: line, direction: how many. kinds: what is counted."""

    path: Path
    lines: tuple[str, ...]
    wanted: dict[tuple[str, str], int]
    crossings: tuple[Crossing, ...]
    kinds: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Row:
    """A line in one direction. missing: what was not counted; extra: what was, though nothing crossed."""

    clip: str
    line: str
    direction: str
    wanted: int
    counted: int
    missing: tuple[Crossing, ...]
    extra: tuple[Event, ...]
    pairs: tuple[tuple[Crossing, Event], ...]

    @property
    def errors(self) -> int:
        return len(self.missing) + len(self.extra)


def unpacked(folder: Path, archive: Path = ARCHIVE) -> list[Clip]:
    """In the order in which they are scored."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return [_clip(folder, name) for name in KINDS]


def imported_yolox(folder: Path) -> Path:
    """The run folder of YOLOX-nano as `huoyan import-onnx` makes it."""
    command = [sys.executable, "-m", "huoyan", "import-onnx", "yolox", YOLOX, "--out", folder]
    run(command, env={"PYTHONPATH": str(ROOT / "src")})
    return folder


def rows_of(clip: Clip, events: Iterable[Event], kinds: Collection[str] = ()) -> list[Row]:
    """Events of the kinds that are counted, each beside the crossing that is nearest in time."""
    told = [each for each in events if each.what == "crosses" and each.label in (kinds or clip.kinds)]
    rows = []
    for (line, direction), wanted in clip.wanted.items():
        truth = [each for each in clip.crossings if (each.line, each.direction) == (line, direction)]
        here = [each for each in told if (each.place, each.direction) == (line, direction)]
        pairs = _nearest(truth, here)
        missing = tuple(each for each in truth if each not in [crossing for crossing, _ in pairs])
        extra = tuple(each for each in here if each not in [event for _, event in pairs])
        rows.append(Row(clip.name, line, direction, wanted, len(here), missing, extra, pairs))
    return rows


def said(crossings: Sequence[Crossing]) -> str:
    return ", ".join(f"{each.note} (frame {each.frame})" for each in crossings) or "-"


def told(events: Collection[Event]) -> str:
    return ", ".join(f"{each.label} #{each.track} (frame {each.frame})" for each in events) or "-"


def _nearest(truth: list[Crossing], events: list[Event]) -> tuple[tuple[Crossing, Event], ...]:
    """One to one, as many as lie within the slack, the sum of the differences in frames least."""
    far = np.array([[abs(event.frame - each.frame) for event in events] for each in truth], float)
    far = far.reshape(len(truth), len(events))
    rows, columns = linear_sum_assignment(np.where(far > SLACK, 1e6, far))
    return tuple(
        (truth[row], events[column])
        for row, column in zip(rows, columns, strict=True)
        if far[row, column] <= SLACK
    )


def _clip(folder: Path, name: str) -> Clip:
    file = f"{name}.mp4"
    (size,) = (row for row in _rows(folder / "videos.csv") if row["file"] == file)
    width, height = int(size["width"]), int(size["height"])
    lines: dict[str, str] = {}
    wanted: dict[tuple[str, str], int] = {}
    for row in _rows(folder / "counts.csv"):
        if row["file"] == file:
            ends = ",".join(f"{int(row[at]) / full:.6f}" for at, full in zip(
                ("x1", "y1", "x2", "y2"), (width, height, width, height), strict=True))  # fmt: skip
            lines[row["line"]] = f"{row['line']}={ends}"
            key = row["line"], row["direction"]
            wanted[key] = wanted.get(key, 0) + int(row["count"])
    crossings = tuple(
        Crossing(row["line"], row["direction"], int(row["frame_about"]), row["kind"], row["note"])
        for row in _rows(folder / "events.csv")
        if row["file"] == file
    )
    return Clip(folder / file, tuple(lines.values()), wanted, crossings, KINDS[name])


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))
