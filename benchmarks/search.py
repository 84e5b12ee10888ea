"""What a search of so many minutes finds: `huoyan train --tune`, beside random search and the usual choices.

    python benchmarks/search.py fashion-mnist grocery40 --out FOLDER --seeds 0 1 2
    python benchmarks/search.py fashion-mnist --out FOLDER --seeds 0 --minutes 0.5      # a try
    python benchmarks/search.py --out FOLDER --only-table

`fashion-mnist`: the small CNN, from nothing. `grocery40`: MobileNetV2 with the weights of ImageNet. By a seed
both searches run side by side, one thread each, on the same division, and so under the same load; then the
usual choices are trained. What was found is trained as these are, and scored on the test part, once.

Runs that are finished are not repeated: the same call goes on where it was cut off.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common import SHARED, machine, table

WAYS = ("tpe", "random", "defaults")
# With the epochs of each setting: about half of what the usual choices take, so that more can be tried.
SETS = {"fashion-mnist": 2, "grocery40": 4}
MANY = 100_000


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.only_table:
        for seed in options.seeds:
            for name in options.sets:
                _together(name, seed, ("tpe", "random"), options)
                _together(name, seed, ("defaults",), options)
    _tables(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="SET", default=list(SETS))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--only-table", action="store_true")
    return parser.parse_args()


def _together(name: str, seed: int, ways: Sequence[str], options: argparse.Namespace) -> None:
    """Starts a run a way, and waits for all of them."""
    running = []
    for way in ways:
        run = _run(options.out, name, seed, way)
        if _finished(run):
            continue
        command = [
            sys.executable,
            "-m",
            "huoyan",
            "train",
            *_data(name, options.out),
            *_flags(name, way, options),
        ]
        command += ["--seed", str(seed), "--threads", "1", "--out", str(run), "--resume-if-any"]
        with (options.out / f"{run.name}.log").open("ab") as log:
            own = {**os.environ, "OMP_NUM_THREADS": "1"}
            running.append(subprocess.Popen(command, stdout=log, stderr=log, env=own))
    for process in running:
        if process.wait() != 0:
            raise SystemExit(f"{process.args} failed; see {options.out}")


def _flags(name: str, way: str, options: argparse.Namespace) -> list[str]:
    if way == "defaults":
        return []
    length = ["--tune-minutes", str(options.minutes), "--tune-epochs", str(SETS[name])]
    return ["--tune", str(MANY), *length, "--tune-sampler", way]


def _data(name: str, out: Path) -> list[str]:
    if name == "fashion-mnist":
        return [str(SHARED / name), "--model", "cnn"]
    folder = out / name
    if not (folder / "labels.csv").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        with zipfile.ZipFile(SHARED / "products" / "grocery40.zip") as packed:
            packed.extractall(folder)
    weights = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
    return [
        str(folder / "labels.csv"), "--label-column", "class", "--model", "mobilenetv2_100",
        "--weights", str(weights),
    ]  # fmt: skip


def _run(out: Path, name: str, seed: int, way: str) -> Path:
    return out / f"{name}-{seed}-{way}"


def _finished(run: Path) -> bool:
    return (run / "report.html").is_file() and (run / "metrics.json").is_file()


def _tables(options: argparse.Namespace) -> None:
    print(machine())
    for name in SETS:
        rows = [
            [f"{seed}", way, *_row(_run(options.out, name, seed, way))]
            for seed in options.seeds
            for way in WAYS
            if _finished(_run(options.out, name, seed, way))
        ]
        if rows:
            print(f"\n{name}\n")
            print(table(["seed", "way", "settings", "validation", "test [95 %]", "taken"], rows))
            print("\n".join(_means(options, name)))


def _row(run: Path) -> list[str]:
    metrics = _metrics(run)
    test = metrics["metrics"]["accuracy"]
    figure = f"{100 * test['value']:.2f} [{100 * test['low']:.2f}, {100 * test['high']:.2f}]"
    file = run / "search" / "search.json"
    if not file.is_file():
        return ["–", "–", figure, "the usual choices"]
    found = json.loads(file.read_text(encoding="utf-8"))
    best = next(each for each in found["tried"] if each["number"] == found["best"])
    whole = sum(each["how"] == "whole" for each in found["tried"])
    differing = {key: value for key, value in best["values"].items() if found["defaults"].get(key) != value}
    taken = ", ".join(
        f"{key} {value if isinstance(value, str) else f'{value:.3g}'}" for key, value in differing.items()
    )
    count = f"{len(found['tried'])} ({whole} to the end)"
    return [count, f"{100 * best['score']:.2f}", figure, taken or "the usual choices"]


def _means(options: argparse.Namespace, name: str) -> list[str]:
    lines = []
    for way in WAYS:
        runs = [_run(options.out, name, seed, way) for seed in options.seeds]
        scores = [100 * _metrics(run)["metrics"]["accuracy"]["value"] for run in runs if _finished(run)]
        if scores:
            spread = f", from {min(scores):.2f} to {max(scores):.2f}" if len(scores) > 1 else ""
            lines.append(
                f"{way}: test accuracy {statistics.mean(scores):.2f} over {len(scores)} seeds{spread}"
            )
    return lines


def _metrics(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main()
