"""What an epoch on clips of frames costs beside its bare steps, and with frames that are looked at once.

    python benchmarks/clip_step.py [--clips 40] [--side 160]

Clips of the gestures. Processor time of this process, one thread, which a busy machine changes least.
"Bare": the same network on the same real frames, already in memory as floats: forward, loss, backward, step.
"All": what the trainer does on top: clips put together, varied, counted. Both a real frame: a varied clip has
other ones than it had. "Filled up": bare, as if the network also looked at what fills clips up to the longest
of their batch.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch

import huoyan
from common import SHARED, machine, table
from gestures import gestures, written
from huoyan.learn import one_network
from huoyan.learn.fine_tuning import frozen_frames
from huoyan.learn.fit import trainer
from huoyan.learn.fit.learner import Learner, Part, Surroundings, nothing_more
from huoyan.learn.fit.trainer import Fitted, Settings
from huoyan.learn.fit.validation import Validation
from huoyan.learn.machine.autocast import autocast
from huoyan.system.freed_memory import keep_freed_memory

WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
TUNED: dict[str, Any] = {"model": "mobilenetv2_100", "weights": WEIGHTS}
HOW: dict[str, dict[str, Any]] = {
    "cnn from random weights": {},
    "MobileNetV2, trained": TUNED,
    "MobileNetV2, frozen": {**TUNED, "freeze": True},
}
COMMON: dict[str, Any] = {"task": "clip", "motion": "frames", "epochs": 2, "threads": 1, "seed": 0}
QUIET: dict[str, Any] = {"beside": ("none",), "progress": False}


def few(data: Path, clips: int) -> Path:
    """A table of so many training clips, and of one test clip a class."""
    with data.open(encoding="utf-8") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    train = [row for row in rows if row[2] == "train"]
    test = {row[1]: row for row in rows if row[2] == "test"}
    return written(data.with_name("few.csv"), [*train[:: max(1, len(train) // clips)], *test.values()])


def bare(learner: Learner, train: Part, settings: Settings, around: Surroundings) -> float:
    """Milliseconds of processor time a real frame, in the second of two epochs; the weights are left as they
    were."""
    network, spent = learner.network, 0.0
    kept = {name: each.clone() for name, each in network.state_dict().items()}
    groups = list(torch.arange(len(train.feed)).split(settings.batch))
    batches = [
        (each.float(), train.targets[group])
        for group, each in zip(groups, train.feed.batches(groups), strict=True)
    ]
    network.train()
    for _ in range(2):
        began = time.process_time()
        for frames, targets in batches:
            with autocast(around.device, settings.bf16):
                answers = network(frames, **learner.told(targets))
            learner.loss(answers, targets).backward()
            learner.optimizer.step()
            learner.optimizer.zero_grad(set_to_none=True)
        spent = time.process_time() - began
    network.load_state_dict(kept)
    learner.optimizer.state.clear()
    return 1000 * spent / float(train.targets[:, -1].sum())


def measured(data: Path, out: Path, how: dict[str, Any]) -> list[float]:
    """Bare, all of it, and filled up."""
    found: list[float] = []
    frames = 0.0

    def fit(
        learner: Learner, train: Part, val: Part, settings: Settings, around: Surroundings, behind: Any = None
    ) -> Fitted:
        def counted(*given: Any) -> Any:
            nonlocal frames
            clips, targets = learner.augment(*given)
            frames += float(targets[:, -1].sum())
            return clips, targets

        found.append(bare(learner, train, settings, around))
        varying = replace(learner, augment=counted)
        spent, fitted = whole(lambda: trainer.fit(varying, train, val, settings, around, behind))
        found.append(1000 * spent / frames)
        looked_at = replace(learner, told=nothing_more)
        found.append(bare(looked_at, train, settings, around))
        return fitted

    with patch.object(one_network, "fit", fit), patch.object(frozen_frames, "fit", fit):
        huoyan.train(data, out=out, **COMMON, **QUIET, **how)
    return found


def whole(run: Callable[[], Fitted]) -> tuple[float, Fitted]:
    """Processor time without that of validation."""
    scoring = 0.0
    score = Validation.run

    def timed(self: Validation, *given: Any) -> Any:
        nonlocal scoring
        began = time.process_time()
        found = score(self, *given)
        scoring += time.process_time() - began
        return found

    with patch.object(Validation, "run", timed):
        began = time.process_time()
        fitted = run()
        return time.process_time() - began - scoring, fitted


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--side", type=int, default=160)
    parser.add_argument("--network", nargs="+", default=list(HOW), choices=HOW)
    asked = parser.parse_args()
    keep_freed_memory()
    print(machine("huoyan", "torch"), flush=True)
    print(table(["network", "bare ms a frame", "all", "bare of all", "filled up, bare"], []), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        data = few(gestures(Path(folder) / "data"), asked.clips)
        for at, name in enumerate(asked.network):
            step, all_of_it, filled_up = measured(
                data, Path(folder, f"run_{at}"), {**HOW[name], "size": asked.side}
            )
            share = f"{step / all_of_it:.2f}"
            print(f"| {name} | {step:.2f} | {all_of_it:.2f} | {share} | {filled_up:.2f} |", flush=True)


if __name__ == "__main__":
    main()
