"""Detectors learning: a bare training step of each, ours and a peer's, and ours beside the whole training.

    python benchmarks/detector_step.py step [NAME ...] [--peer-python PYTHON]
    python benchmarks/detector_step.py loop [--rounds 3]

`step`: 320 px, batches of 8, bf16, channels last, random weights, 80 classes, 15 things a picture: forward,
loss, backward and AdamW. All take turns, step by step; the peer (ultralytics' yolo26n and yolo11n) in a
process of its own. GFLOPs of the training network are twice the products, at 640 px and 80 classes, as papers
count them. `loop`: `huoyan train` on bccd with all variation of pictures, from random weights, without its
first epoch and without validation, in turns with the bare step of the same detector.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from common import alternate, kept_rows, machine, spread, table
from detector_runs import Machine, train
from detector_sets import written
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks import count_parameters
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector

CLASSES, CHANNELS = 80, 3
SIDE, BATCH, THINGS, FLOPS_SIDE = 320, 8, 15, 640
LOOP, LOOP_CLASSES = "yolo_n", 3
PEERS = ("yolo26n", "yolo11n")
WARM = 3
PEER_SCRIPT = Path(__file__).with_name("detector_ultralytics.py")


def built(name: str, size: int, classes: int = CLASSES) -> Detector:
    torch.manual_seed(0)
    return DETECTORS[name](name, classes=classes, channels=CHANNELS, size=size, options={})


def gigaflops(detector: Detector) -> float:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        detector.eval()(torch.zeros(1, CHANNELS, FLOPS_SIDE, FLOPS_SIDE))
    return float(counter.get_total_flops() / 1e9)


def things(classes: int) -> Ragged:
    generator = torch.Generator().manual_seed(0)
    rows = []
    for _ in range(BATCH):
        low = torch.rand(THINGS, 2, generator=generator) * 0.75 * SIDE
        high = low + torch.rand(THINGS, 2, generator=generator) * 0.25 * SIDE + 8
        kinds = torch.randint(0, classes, (THINGS, 1), generator=generator)
        rows.append(torch.cat((kinds, low, high.clamp(max=SIDE), torch.zeros(THINGS, 1)), 1))
    return Ragged.of(rows)


class Stepper:
    """A detector that learns the same batch again and again."""

    def __init__(self, name: str, classes: int = CLASSES) -> None:
        self.detector = built(name, SIDE, classes).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        pictures = torch.randn(BATCH, CHANNELS, SIDE, SIDE)
        self.pictures = pictures.to(memory_format=torch.channels_last)
        self.loss, self.wanted = self.detector.loss(), things(classes)
        self.optimizer = torch.optim.AdamW(self.detector.parameters(), 1e-3)

    def step(self, turn: int = 0) -> list[float]:
        """Seconds of forward, loss, backward and optimiser."""
        times = [time.perf_counter()]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = self.detector(self.pictures)
        times.append(time.perf_counter())
        value = self.loss(said, self.wanted)
        times.append(time.perf_counter())
        value.backward()  # type: ignore[no-untyped-call]
        times.append(time.perf_counter())
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        times.append(time.perf_counter())
        return [end - start for start, end in pairwise(times)]


class PeerStepper:
    """The same of a peer, which answers each line with the seconds of a step."""

    def __init__(self, name: str, python: str, threads: int) -> None:
        shape = ["--size", str(SIDE), "--batch", str(BATCH), "--things", str(THINGS)]
        self.process = subprocess.Popen(
            [python, str(PEER_SCRIPT), "step", name, "--threads", str(threads), *shape],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": ""},
        )
        self.size = json.loads(self._line())

    def step(self, turn: int = 0) -> list[float]:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return [float(self._line())]

    def close(self) -> None:
        self.process.communicate(timeout=60)

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(map(str, self.process.args))} ended without an answer")
        return line


def step(call: argparse.Namespace) -> None:
    ours = {name: Stepper(name) for name in call.names}
    python = call.peer_python
    peers = {name: PeerStepper(name, python, call.threads) for name in PEERS} if python else {}
    steps: dict[str, Callable[[int], list[float]]] = {
        name: stepper.step for name, stepper in {**ours, **peers}.items()
    }
    found = alternate(steps, call.repetitions + WARM)
    rows: list[list[object]] = []
    for name, times in found.items():
        seconds, *parts = _medians(times[WARM:])
        rates = [BATCH / sum(row) for row in times[WARM:]]
        shown = parts if len(parts) > 1 else ["", "", "", ""]
        size = _size(built(name, SIDE)) if name in ours else [peers[name].size[k] for k in ("m", "gflops")]
        rows.append([name, *size, BATCH / seconds, spread(rates), *shown])
    for peer in peers.values():
        peer.close()
    header = ["detector", "M parameters", "GFLOPs", "pictures/s", "range"]
    print(table([*header, "forward ms", "loss ms", "backward ms", "optimiser ms"], rows))
    if not peers:
        print("\nNo peer beside: name a Python that has ultralytics, --peer-python PYTHON.")


def _size(detector: Detector) -> list[object]:
    return [count_parameters(detector) / 1e6, gigaflops(detector)]


def _medians(times: Sequence[Sequence[float]]) -> list[float]:
    """Seconds of a step, and ms of its parts."""
    parts = [1000 * statistics.median(part) for part in zip(*times, strict=True)]
    return [statistics.median(map(sum, times)), *parts]


def loop(call: argparse.Namespace) -> None:
    stepper, data = Stepper(LOOP, LOOP_CLASSES), written("bccd", call.data)
    for _ in range(WARM):
        stepper.step()
    contestants: dict[str, Callable[[int], float]] = {
        "the bare step": lambda turn: BATCH / _medians([stepper.step() for _ in range(call.repetitions)])[0],
        "huoyan train": lambda turn: _trained(data, call),
    }
    found = alternate(contestants, call.rounds)
    shares = [whole / bare for bare, whole in zip(*found.values(), strict=True)]
    rows = [[name, statistics.median(rates), spread(rates)] for name, rates in found.items()]
    print(table(["bccd, 3 classes", "pictures/s", "range"], rows))
    share = f"{statistics.median(shares):.2f} ({spread(shares)})"
    print(f"\nThe whole training has {share} of the bare step's rate.")


def _trained(data: Path, call: argparse.Namespace) -> float:
    """Pictures a second, median of the epochs but the first."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "run"
        flags = ["--model", LOOP, "--size", SIDE, "--batch", BATCH, "--epochs", call.epochs]
        train(data, out, flags, 0, Machine(call.threads))
        told = [row for row in kept_rows(out / "log.jsonl") if row["event"] == "stepped"]
    rates = []
    for epoch in range(1, call.epochs):
        own = [row for row in told if epoch < row["epoch"] < epoch + 1]
        if len(own) > 1:
            first, last = own[0], own[-1]
            rates.append(BATCH * (last["step"] - first["step"]) / (last["seconds"] - first["seconds"]))
    return statistics.median(rates)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("step", "loop"))
    parser.add_argument("names", nargs="*", help="default: the smallest of each family")
    parser.add_argument("--peer-python", help="of an environment with ultralytics")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "huoyan-detector")
    parser.add_argument("--repetitions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="once each; the numbers mean nothing")
    call = parser.parse_args()
    call.names = call.names or ["yolo_n", "yolox_nano", "faster_rcnn"]
    unknown = sorted(set(call.names) - set(DETECTORS))
    if unknown:
        sys.exit(f"no detector {', '.join(unknown)}; there are {', '.join(DETECTORS)}")
    if call.quick:
        call.repetitions, call.rounds, call.epochs = 2, 1, 2
    torch.set_num_threads(call.threads)
    print(machine("torch") + "\n")
    {"step": step, "loop": loop}[call.what](call)


if __name__ == "__main__":
    main()
