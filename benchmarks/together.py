"""One training by 1, 2 and 4 processes: how far the learning curves part, and how long an epoch takes.

    python benchmarks/together.py [--quick] [--epochs 3] [--photos weather4.zip] [--weights FILE]

The curve is each epoch's training and validation loss, as log.jsonl holds them.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

from common import SHARED, machine, run

FLAGS = ("--quiet", "--threads", "1")
FINE_TUNE = (
    "--model", "mobilenetv2_100", "--option", "pad_type=same", "--mean", "0.5", "0.5", "0.5",
    "--std", "0.5", "0.5", "0.5", "--size", "96", "--optimizer", "sgd", "--lr", "0.01",
)  # fmt: skip


def train(processes: int, out: Path, arguments: list[str]) -> tuple[list[tuple[float, float]], float]:
    """The curve, and the pictures a second of the last epoch."""
    python = [sys.executable]
    if processes > 1:
        python += ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    run(
        [*python, "-m", "huoyan", "train", *arguments, *FLAGS, "--out", out],
        env={"OMP_NUM_THREADS": "1", "HUOYAN_CACHE": os.environ.get("HUOYAN_CACHE", str(SHARED))},
        timeout_s=1800,
    )
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [line for line in lines if line["event"] == "validated"]
    return [(line["train_loss"], line["val_loss"]) for line in told], told[-1]["images_per_second"]


def apart(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> float:
    return max(abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="see that it works")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--photos", type=Path, default=SHARED / "weather4" / "weather4.zip")
    parser.add_argument(
        "--weights", type=Path, default=SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
    )
    arguments = parser.parse_args()
    epochs = ["--epochs", str(1 if arguments.quick else arguments.epochs)]
    print(machine("torch", "timm"))
    print()
    print("| Data, network | Arithmetic | Processes | Loss after | Curve is off by at most | Pictures/s |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "weather4"
        with zipfile.ZipFile(arguments.photos) as archive:
            archive.extractall(data)
        jobs = {
            "digits, `cnn`": ["digits", *epochs],
            "mnist, `cnn`": ["mnist", *epochs],
            "weather4, MobileNetV2": [str(data), *FINE_TUNE, "--weights", str(arguments.weights), *epochs],
        }
        if arguments.quick:
            jobs = {"digits, `cnn`": jobs["digits, `cnn`"]}
        numbers = itertools.count()
        for name, job in jobs.items():
            for precision in ("fp64", "fp32", "bf16"):
                if precision == "fp64" and name.startswith("mnist"):
                    continue  # an hour
                first: list[tuple[float, float]] | None = None
                for processes in (1, 2, 4):
                    out = Path(folder) / f"run-{next(numbers)}"
                    curve, rate = train(processes, out, [*job, "--precision", precision])
                    first = first or curve
                    off = "" if processes == 1 else f"{apart(first, curve):.1e}"
                    print(
                        f"| {name} | {precision} | {processes} | {curve[-1][0]:.6f} | {off} | {rate:,.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
