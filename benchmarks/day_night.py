"""Day or night in clips of five traffic cameras: each camera is scored by a model of the other four.

    python benchmarks/day_night.py

20 clips, 4 a camera. A run is `huoyan train --task clip --motion frames --freeze` with MobileNetV2's weights:
what is shown tells it, not what moves, and its features are computed once. Of the four cameras a run has one
for validation.
"""

from __future__ import annotations

import csv
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import huoyan
from common import SHARED, machine
from huoyan.metrics.intervals.proportions import wilson

ARCHIVE = SHARED / "videos" / "traffic_cams.zip"
WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
HOW: dict[str, Any] = {
    "task": "clip",
    "motion": "frames",
    "model": "mobilenetv2_100",
    "weights": WEIGHTS,
    "freeze": True,
    "rate": 2.0,
    "beside": ("none",),
    "progress": False,
}


def one_left_out(labels: Path, camera: str) -> Path:
    """A table whose test part is the camera, and whose validation part is the next one."""
    with labels.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cameras = sorted({row["camera"] for row in rows})
    parts = {camera: "test", cameras[(cameras.index(camera) + 1) % len(cameras)]: "val"}
    data = labels.with_name(f"{camera}.csv")
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "label", "split", "subject"])
        for row in rows:
            writer.writerow([row["file"], row["light"], parts.get(row["camera"], "train"), row["camera"]])
    return data


def main() -> None:
    print(machine("huoyan", "torch"), flush=True)
    right = n = 0
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(ARCHIVE) as packed:
            packed.extractall(folder)
        labels = next(Path(folder).rglob("labels.csv"))
        with labels.open(encoding="utf-8") as file:
            cameras = sorted({row["camera"] for row in csv.DictReader(file)})
        for camera in cameras:
            began = time.perf_counter()
            run = huoyan.train(one_left_out(labels, camera), out=Path(folder, f"run_{camera}"), **HOW)
            score = run.evaluation.score
            found = round(score.metrics["accuracy"].value * score.n)
            right, n = right + found, n + score.n
            print(f"| {camera} | {found} of {score.n} | {time.perf_counter() - began:.0f} s |", flush=True)
    share = wilson(right, n)
    print(f"| all | {right} of {n}: {share.value:.0%}, 95 %: {share.low:.0%} to {share.high:.0%} |")


if __name__ == "__main__":
    main()
