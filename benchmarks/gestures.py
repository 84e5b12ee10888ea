"""Gestures of one hand, over time: whole clips, streams, and the mean of their steps without order.

    python benchmarks/gestures.py --seeds 3

The ten gestures of the shared data with their own split by scenes: 145 clips to learn from, 72 to be scored.
Every run is `huoyan train --task clip` with its defaults, but for what WAYS names. The validation part, by
which the best epoch is chosen, is drawn by scenes from the training part. Seconds are of the wall until the
score, decoding included where the clips are not kept yet.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import zipfile
from pathlib import Path
from statistics import mean
from typing import Any

import huoyan
from common import SHARED, machine, table

ARCHIVE = SHARED / "gestures" / "pointing_gestures.zip"
OTHER = "other"  # random movements: no gesture
WAYS: dict[str, dict[str, Any]] = {
    "stream: every 2nd frame, GRU": {},
    "whole clip in 24 steps, GRU": {"frames": 24},
    "whole clip in 24 steps, mean of the steps": {"frames": 24, "over_time": "mean"},
}


def gestures(folder: Path) -> Path:
    """A table of the clips of the ten gestures, unpacked in `folder`."""
    with zipfile.ZipFile(ARCHIVE) as packed:
        packed.extractall(folder)
    labels = next(folder.rglob("labels.csv"))
    with labels.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] != OTHER]
    data = labels.with_name("gestures.csv")
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "label", "split", "subject"])
        writer.writerows([row["file"], row["label"], row["split"], row["scene"]] for row in rows)
    return data


def trained(data: Path, out: Path, seed: int, how: dict[str, Any]) -> tuple[float, int, float]:
    """Accuracy on the test part in %, of how many clips, and seconds."""
    run = huoyan.train(data, task="clip", out=out, seed=seed, beside=("none",), progress=False, **how)
    score = run.evaluation.score
    events = map(json.loads, (out / "log.jsonl").read_text("utf-8").splitlines())
    seconds = next(each["seconds"] for each in events if each.get("name") == "scoring")
    return 100 * score.metrics["accuracy"].value, score.n, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    print(machine())
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = gestures(Path(folder) / "data")
        for at, (way, how) in enumerate(WAYS.items()):
            found = [trained(data, Path(folder, f"{at}_{seed}"), seed, how) for seed in range(asked.seeds)]
            scores = [each[0] for each in found]
            each = ", ".join(f"{score:.1f}" for score in scores)
            rows.append([way, f"{mean(scores):.1f}", each, found[0][1], f"{max(x[2] for x in found):.0f}"])
    print(table(["way", "test %", "of each seed", "n", "s at most"], rows))


if __name__ == "__main__":
    main()
