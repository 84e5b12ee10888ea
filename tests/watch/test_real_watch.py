"""A real detector before a real road: what crossed the line is counted as it was counted by eye."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import huoyan
from huoyan.images.decode import decode

# The line of the clip in fractions of its 320 x 240 pixels; 5.2 s end where nothing is on it.
LINE, END, FRAMES_A_SECOND = "highway=0.09375,0.3625,0.734375,0.3625", 5.2, 15
ALARM = "highway crosses truck,bus up"


def test_a_road_is_counted_as_by_eye_and_the_folder_shows_it(
    shared_data: Callable[[str], Path], unpacked: Callable[[str], Path], tmp_path: Path
):
    model = tmp_path / "yolox"
    huoyan.import_onnx("yolox", shared_data("weights/yolox_nano_coco.onnx"), out=model)
    clips, out = unpacked("watch/line_counts.zip"), tmp_path / "gate"
    with (clips / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["line"] == "highway"]
    true = [row for row in rows if int(row["frame_about"]) < END * FRAMES_A_SECOND]

    asked = {"lines": LINE, "alarms": ALARM, "end": END, "clips": False}
    with huoyan.watch(clips / "highway_one_way.mp4", model, out=out, threads=1, **asked) as watch:
        events = list(watch)

    assert sum(watch.counts["highway"]["up"].values()) == len(true) == 14
    assert watch.counts["highway"]["down"] == {}
    crossed = sorted(event.frame for event in events if event.rule == "highway")
    # By eye a crossing is good to about 4 frames; a side is settled a tenth of the vehicle later.
    assert all(abs(found - int(row["frame_about"])) <= 8 for found, row in zip(crossed, true, strict=True))
    assert json.loads((out / "counts.json").read_text("utf-8")) == watch.counts
    lines = [json.loads(line) for line in (out / "events.jsonl").read_text("utf-8").splitlines()]
    told = [line for line in lines if line["rule"] == ALARM]
    assert [line["label"] for line in told] == ["truck"] * len(told)
    assert len(told) >= 1  # the tanker truck
    for name in ("preview.jpg", "trails.jpg", *(line["picture"] for line in told)):
        assert decode((out / name).read_bytes()).pixels.std() > 20
