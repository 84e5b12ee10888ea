"""Three real clips through a whole watch: what goes over their lines is counted as by eye, bar one lorry."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import huoyan

# What a detector of COCO's classes calls what is on a road; the cyclist is a person to it.
ROAD = ("bicycle", "car", "motorcycle", "bus", "truck", "person")
KINDS = {"highway_one_way": ROAD, "motorway_two_way": ROAD, "persons_at_table": ("person",)}
# A lorry, half as high as the picture while it goes over the line: YOLOX-nano does not see it there.
UNSEEN = Counter({("motorway_two_way", "away", "up"): 1})


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_lines_are_counted_as_by_eye_but_for_one_lorry(
    shared_data: Callable[[str], Path], unpacked: Callable[[str], Path], tmp_path: Path
):
    huoyan.import_onnx("yolox", shared_data("weights/yolox_nano_coco.onnx"), out=tmp_path / "yolox")
    clips = unpacked("watch/line_counts.zip")
    sizes = {row["file"]: (int(row["width"]), int(row["height"])) for row in _rows(clips / "videos.csv")}
    lines: dict[str, dict[str, str]] = {name: {} for name in KINDS}
    wanted, counted = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for row in _rows(clips / "counts.csv"):
        of = (*sizes[row["file"]], *sizes[row["file"]])
        points = (int(row[name]) / full for name, full in zip(("x1", "y1", "x2", "y2"), of, strict=True))
        ends = ",".join(f"{point:.6f}" for point in points)
        clip = Path(row["file"]).stem
        lines[clip][row["line"]] = f"{row['line']}={ends}"
        wanted[clip, row["line"], row["direction"]] += int(row["count"])
    for clip, kinds in KINDS.items():
        with huoyan.watch(
            clips / f"{clip}.mp4", tmp_path / "yolox", lines=list(lines[clip].values())
        ) as watch:
            list(watch)
        for line, ways in watch.counts.items():
            for way, found in ways.items():
                counted[clip, line, way] += sum(n for kind, n in found.items() if kind in kinds)
    assert +counted == +(wanted - UNSEEN)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
