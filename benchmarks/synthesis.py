"""Whether made pictures help: `huoyan train --synthesise auto` on two sets that are short of pictures.

    python benchmarks/synthesis.py mnist --out FOLDER
    python benchmarks/synthesis.py weather4 --out FOLDER --threads 1
    python benchmarks/synthesis.py mnist weather4 --out FOLDER --pairs 2 --minutes 0.2    # a try
    python benchmarks/synthesis.py mnist weather4 --out FOLDER --only-table

`mnist`: 2,400 training pictures of each digit, but of 2, 5 and 8 one in a hundred of these; small CNN.
`weather4`: of Rain one training picture in ten; small CNN on 64 px. The test parts are whole, and scored
once, by the model that the run ends with. Each run takes one thread, so that two can stand side by side.

A process that is killed loses one short training: the same call goes on. The table is of what is written so
far.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from common import SHARED, machine, table

RARE = (2, 5, 8)
EACH = 2400
SHARE = {"mnist": 0.01, "weather4": 0.1}
RAIN = "Rain"
ARMS = ("nothing", "oversampling", "strong", "mixup", "gan")


@dataclass(frozen=True, slots=True)
class Case:
    """flags: of `huoyan train`, beside those that are common."""

    name: str
    flags: tuple[str, ...]


CASES = {
    "mnist": Case("mnist", ("--model", "cnn", "--epochs", "5")),
    "weather4": Case(
        "weather4", ("--model", "cnn", "--option", "widths=16,32,64", "--size", "64", "--epochs", "30")
    ),
}


def main() -> None:
    options = _options()
    for name in options.cases:
        folder = options.out / name
        folder.mkdir(parents=True, exist_ok=True)
        if not options.only_table:
            data = folder / "data"
            if not (folder / "data.whole").exists():
                shutil.rmtree(data, ignore_errors=True)
                MAKERS[name](data)
                (folder / "data.whole").touch()
            _train(CASES[name], data, folder, options)
        _tell(name, folder / "run")
    print(machine())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="+", choices=CASES)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=3.0, help="for each generator")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only-table", action="store_true")
    return parser.parse_args()


def _mnist(folder: Path) -> None:
    """The files of MNIST, with fewer training pictures."""
    folder.mkdir(parents=True)
    source = SHARED / "mnist"
    images, labels = (
        _idx(source / f"train-{part}.gz") for part in ("images-idx3-ubyte", "labels-idx1-ubyte")
    )
    rng, kept = np.random.default_rng(0), []
    for digit in range(10):
        own = rng.permutation(np.flatnonzero(labels == digit))
        kept.append(own[: round(EACH * SHARE["mnist"]) if digit in RARE else EACH])
    rows = rng.permutation(np.concatenate(kept))
    _write_idx(folder / "train-images-idx3-ubyte", images[rows])
    _write_idx(folder / "train-labels-idx1-ubyte", labels[rows])
    for part in ("images-idx3-ubyte", "labels-idx1-ubyte"):
        (folder / f"t10k-{part}").write_bytes(gzip.decompress((source / f"t10k-{part}.gz").read_bytes()))


def _weather4(folder: Path) -> None:
    """The photos as they are, but for most of Rain in the training part."""
    with zipfile.ZipFile(SHARED / "weather4" / "weather4.zip") as opened:
        names = sorted(name for name in opened.namelist() if not name.endswith("/"))
        rain = [name for name in names if name.startswith(f"train/{RAIN}/")]
        drawn = np.random.default_rng(0).permutation(len(rain))
        left_out = {rain[int(at)] for at in drawn[round(len(rain) * SHARE["weather4"]) :]}
        opened.extractall(folder, [name for name in names if name not in left_out])


MAKERS = {"mnist": _mnist, "weather4": _weather4}


def _idx(path: Path) -> np.ndarray:
    data = gzip.decompress(path.read_bytes())
    sides = struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sides)


def _write_idx(path: Path, values: np.ndarray) -> None:
    head = bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(head + values.tobytes())


def _train(case: Case, data: Path, folder: Path, options: argparse.Namespace) -> None:
    """As a user would; what it says goes to train.log."""
    command = [
        *(
            sys.executable,
            "-m",
            "huoyan",
            "train",
            str(data),
            "--out",
            str(folder / "run"),
            "--resume-if-any",
        ),
        *("--synthesise", "auto", "--synthesise-minutes", f"{options.minutes:g}"),
        *("--synthesise-pairs", str(options.pairs), "--threads", str(options.threads)),
        *("--beside", "none", *case.flags),
    ]
    print(" ".join(command), flush=True)
    threads = {name: str(options.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    with (folder / "train.log").open("ab") as log:
        done = subprocess.run(command, env={**os.environ, **threads}, stdout=log, stderr=log, check=False)
    print(f"{case.name}: ended with {done.returncode}, see {folder / 'train.log'}", flush=True)


def _tell(name: str, run: Path) -> None:
    print(f"\n## {name}")
    if not (run / "metrics.json").is_file():
        _tell_so_far(run / "synthesis" / "trial.jsonl")
        return
    found = json.loads((run / "metrics.json").read_text())
    trial = found.get("synthesis")
    if trial is None:
        print("no trial was made")
        return
    print(
        f"short: {trial['short']}; {trial['pairs']} pairs; {trial['seconds'] / 60:.1f} min; {trial['model']}"
    )
    print(
        f"verdict: {'kept' if trial['kept'] else 'left out'} ({trial['why']}); "
        f"best other: {trial['best_other']}"
    )
    rows = [
        [
            arm,
            *(_share(trial["figures"][arm][figure]) for figure in ("short_recall", "balanced_accuracy")),
            *(
                _points(trial["differences"].get(arm, {}).get(f))
                for f in ("short_recall", "balanced_accuracy")
            ),
            *(_share(trial["recalls"][arm].get(label)) for label in trial["short"]),
        ]
        for arm in trial["figures"]
    ]
    print(table(_heads(trial["short"]), rows))
    metrics = found["metrics"]
    told = ", ".join(
        f"{key} {_share(metrics[key])}" for key in ("accuracy", "balanced_accuracy") if key in metrics
    )
    per_class = {label: round(found["per_class"][label]["recall"], 4) for label in trial["short"]}
    print(f"test (n = {found['n']}), once, by the run's model: {told}; recall {per_class}")
    seconds = {
        arm: np.mean([s["seconds"] for s in trial["scores"] if s["arm"] == arm]) for arm in trial["arms"]
    }
    print("seconds a training:", {arm: round(float(each), 1) for arm, each in seconds.items()})


def _heads(short: Sequence[str]) -> list[str]:
    return [
        "arm",
        "recall of short",
        "balanced accuracy",
        "gan less it: short",
        "gan less it: balanced",
        *short,
    ]


def _share(found: dict[str, Any] | None) -> str:
    return "–" if found is None else f"{found['value']:.1%} [{found['low']:.1%}, {found['high']:.1%}]"


def _points(found: dict[str, Any] | None) -> str:
    if found is None:
        return "–"
    return f"{100 * found['value']:+.1f} [{100 * found['low']:+.1f}, {100 * found['high']:+.1f}]"


def _tell_so_far(file: Path) -> None:
    """Means of what is written, without intervals."""
    scores = [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
    rows = []
    for arm in ARMS:
        own = [score for score in scores if score["arm"] == arm]
        if own:
            recall = np.mean([np.mean(list(score["recall"].values())) for score in own])
            balanced = np.mean([score["balanced_accuracy"] for score in own])
            seconds = np.mean([score["seconds"] for score in own])
            rows.append([arm, str(len(own)), f"{recall:.1%}", f"{balanced:.1%}", f"{seconds:.1f}"])
    print(table(["arm", "pairs so far", "recall of short", "balanced accuracy", "seconds"], rows))


if __name__ == "__main__":
    main()
