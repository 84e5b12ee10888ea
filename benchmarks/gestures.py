"""Gestures of one hand, over time: whole clips and streams of three seeds, beside what sees no order.

    python benchmarks/gestures.py [--seeds 3] [--way stream|whole|shuffled|baselines ...]

The ten gestures of the shared data with their own split by scenes: 145 clips to learn from, 72 to be scored,
which nothing was chosen by. A run is `huoyan train --task clip` with its defaults and what WAYS names; the
validation part, by which its best epoch is taken, is drawn by scenes from the training part. "Shuffled": the
frames of every clip, of training and of test, are put in a random order before the flow between them is
looked for; what is then still known is not the order. Seconds: of the wall until the score begins, decoding
included; of processor time, this process's.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean
from typing import Any

import cv2
import numpy as np

import huoyan
from common import SHARED, machine, table
from gesture_baselines import BASELINES
from huoyan.images.video.reading import open_video
from huoyan.metrics.intervals.proportions import wilson

ARCHIVE = SHARED / "gestures" / "pointing_gestures.zip"
OTHER = "other"  # random movements: no gesture
COLUMNS = ("path", "label", "split", "subject")
COMMON: dict[str, Any] = {"task": "clip", "motion": "flow", "beside": ("none",), "progress": False}


def gestures(folder: Path) -> Path:
    """A table of the clips of the ten gestures, unpacked in `folder`."""
    with zipfile.ZipFile(ARCHIVE) as packed:
        packed.extractall(folder)
    labels = next(folder.rglob("labels.csv"))
    with labels.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] != OTHER]
    return written(
        labels.with_name("gestures.csv"),
        [[row["file"], row["label"], row["split"], row["scene"]] for row in rows],
    )


def written(data: Path, rows: list[list[str]]) -> Path:
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return data


def shuffled(data: Path) -> Path:
    """The same clips with their frames in a random order, each a folder of JPEG of quality 95."""
    order, rows = random.Random(0), []
    with data.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            folder = data.parent / "shuffled" / Path(row["path"]).stem
            folder.mkdir(parents=True)
            with open_video(data.parent / row["path"]) as video:
                frames = [frame.pixels for frame in video]
            order.shuffle(frames)
            for at, pixels in enumerate(frames):
                bgr = np.ascontiguousarray(pixels[:, :, ::-1])
                cv2.imwrite(str(folder / f"{at:04d}.jpg"), bgr, [cv2.IMWRITE_JPEG_QUALITY, 95])
            rows.append([f"shuffled/{folder.name}", row["label"], row["split"], row["subject"]])
    return written(data.with_name("shuffled.csv"), rows)


# What is learnt from, and what is said of it.
WAYS: Mapping[str, tuple[str, Callable[[Path], Path], Mapping[str, Any]]] = {
    "stream": ("stream: every 2nd frame, GRU", lambda data: data, {}),
    "whole": ("whole clip in 24 steps, GRU", lambda data: data, {"frames": 24}),
    "shuffled": ("whole clip, raw frames shuffled before the flow", shuffled, {"frames": 24}),
}


def trained(data: Path, out: Path, seed: int, how: Mapping[str, Any]) -> list[object]:
    """A row of the table."""
    began = time.process_time()
    run = huoyan.train(data, out=out, seed=seed, **COMMON, **how)
    spent = time.process_time() - began
    score = run.evaluation.score
    events = map(json.loads, (out / "log.jsonl").read_text("utf-8").splitlines())
    at = {each["name"]: each["seconds"] for each in events if each["event"] == "phase"}
    right = score.metrics["accuracy"]
    interval = f"{100 * right.low:.1f} to {100 * right.high:.1f}"
    told = f"{at['exporting'] - at['training']:.0f} of {at['scoring']:.0f}"
    return [f"{100 * right.value:.1f}", interval, score.n, told, f"{spent:.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--way", nargs="+", default=[*WAYS, "baselines"], choices=[*WAYS, "baselines"])
    asked = parser.parse_args()
    print(machine("huoyan", "torch"), flush=True)
    print(table(["way", "seed", "test %", "95 %", "n", "s: training, of all", "CPU s"], []), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        data = gestures(Path(folder) / "data")
        for way in (each for each in asked.way if each in WAYS):
            name, made, how = WAYS[way]
            seen, found = made(data), []
            for seed in range(asked.seeds):
                row = trained(seen, Path(folder, f"{way}_{seed}"), seed, how)
                found.append(float(str(row[0])))
                print(table([name, str(seed), *map(str, row)], []).splitlines()[0], flush=True)
            print(f"| {name} | mean | {mean(found):.1f} |", flush=True)
        for name, answered in BASELINES.items() if "baselines" in asked.way else ():
            right, n = answered(data)
            share = wilson(right, n)
            interval = f"{100 * share.low:.1f} to {100 * share.high:.1f}"
            print(f"| {name} | - | {100 * share.value:.1f} | {interval} | {n} |", flush=True)


if __name__ == "__main__":
    main()
