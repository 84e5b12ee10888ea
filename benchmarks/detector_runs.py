"""`huoyan train` as a process of its own, and the weights to begin with, for detection's benchmarks."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import ROOT, SHARED, kept_rows, run

COCO_WEIGHTS = SHARED / "weights" / "yolox_nano_coco.onnx"
BACKBONE, BACKBONE_WEIGHTS = "mobilenetv2_100", SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"


@dataclass(frozen=True, slots=True)
class Machine:
    """threads: of the training; core: the only one it may use; patience_s: after which it has failed."""

    threads: int
    core: int | None = None
    patience_s: float = 3600

    @property
    def pin(self) -> tuple[str, ...]:
        return () if self.core is None else ("taskset", "-c", str(self.core))


def train(data: Path, out: Path, flags: Sequence[object], seed: int, on: Machine) -> dict[str, Any]:
    """seconds of the whole process, trained_s of the training alone, epochs; None of what has no steps.

    Nothing is known from an earlier run, and no weights lie about but those that are named.
    """
    env = {
        "OMP_NUM_THREADS": str(on.threads),
        "HUOYAN_CACHE": str(out.parent / "cache"),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    }
    command = [*on.pin, sys.executable, "-m", "huoyan", "train", data, "--task", "detect", "--quiet"]
    always = ["--seed", seed, "--threads", on.threads, "--out", out]
    done = run([str(part) for part in (*command, *always, *flags)], env=env, timeout_s=on.patience_s)
    return {"seconds": done.seconds, **learnt(out)}


def learnt(out: Path) -> dict[str, Any]:
    rows = [row for row in kept_rows(out / "log.jsonl") if row["event"] == "validated"]
    last = rows[-1] if rows else {}
    return {"epochs": last.get("epoch"), "trained_s": last.get("training_seconds")}


def import_yolox(file: Path, out: Path) -> None:
    """What others trained, as a run."""
    env = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    run([sys.executable, "-m", "huoyan", "import-onnx", "yolox", file, "--out", out], env=env)
