"""Detectors: a training step, and a picture answered, boxes decoded and each thing kept once.

    python benchmarks/detector_step.py step [NAME ...]      320 px, batches of 8, bf16, channels last
    python benchmarks/detector_step.py answer [NAME ...]    640 px, one picture at a time

Both on all cores, with random weights: a step includes the loss of 15 things a picture and AdamW. GFLOPs are
twice the products, at 640 px and 80 classes, as papers count them. The picture answered is noise, in which an
untrained network finds 300 things: more to suppress than in most.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch.utils.flop_counter import FlopCounterMode

from common import machine, spread, table
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks import count_parameters
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector, Found
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import to_onnx
from huoyan.metrics.detection.overlap import suppressed

CLASSES, CHANNELS = 80, 3
STEP_SIDE, BATCH, THINGS = 320, 8, 15
ANSWER_SIDE, MOST_IOU = 640, 0.65


def built(name: str, size: int) -> Detector:
    torch.manual_seed(0)
    return DETECTORS[name](name, classes=CLASSES, channels=CHANNELS, size=size, options={})


def gigaflops(detector: Detector) -> float:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        detector.eval()(torch.zeros(1, CHANNELS, ANSWER_SIDE, ANSWER_SIDE))
    return float(counter.get_total_flops() / 1e9)


def things() -> Ragged:
    generator = torch.Generator().manual_seed(0)
    rows = []
    for _ in range(BATCH):
        low = torch.rand(THINGS, 2, generator=generator) * 0.75 * STEP_SIDE
        high = low + torch.rand(THINGS, 2, generator=generator) * 0.25 * STEP_SIDE + 8
        kinds = torch.randint(0, CLASSES, (THINGS, 1), generator=generator)
        rows.append(torch.cat((kinds, low, high.clamp(max=STEP_SIDE), torch.zeros(THINGS, 1)), 1))
    return Ragged.of(rows)


def step_times(name: str, repetitions: int) -> list[list[float]]:
    """Seconds of forward, loss, backward and optimiser, a row a step."""
    detector = built(name, STEP_SIDE).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pictures = torch.randn(BATCH, CHANNELS, STEP_SIDE, STEP_SIDE).to(memory_format=torch.channels_last)
    loss, wanted = detector.loss(), things()
    optimizer = torch.optim.AdamW(detector.parameters(), 1e-3)
    rows = []
    for _ in range(repetitions + 2):
        times = [time.perf_counter()]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = detector(pictures)
        times.append(time.perf_counter())
        value = loss(said, wanted)
        times.append(time.perf_counter())
        value.backward()  # type: ignore[no-untyped-call]
        times.append(time.perf_counter())
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        times.append(time.perf_counter())
        rows.append([end - start for start, end in pairwise(times)])
    return rows[2:]


def step(names: list[str], repetitions: int) -> None:
    rows: list[list[object]] = []
    for name in names:
        detector, times = built(name, STEP_SIDE), step_times(name, repetitions)
        a_second = [BATCH / sum(row) for row in times]
        parts = [1000 * statistics.median(part) for part in zip(*times, strict=True)]
        size = [f"{count_parameters(detector) / 1e6:.2f}", gigaflops(detector)]
        rows.append([name, *size, statistics.median(a_second), spread(a_second), *parts])
    header = ["detector", "M parameters", "GFLOPs", "pictures/s", "range"]
    print(table([*header, "forward ms", "loss ms", "backward ms", "optimiser ms"], rows))


def answered(run: Callable[[np.ndarray], list[np.ndarray]]) -> Callable[[np.ndarray], object]:
    """Boxes, and of those that overlap the surest."""

    def answer(pixels: np.ndarray) -> object:
        boxes, scores, classes = (each[0] for each in run(pixels))
        return suppressed(boxes, scores, classes, MOST_IOU)

    return answer


def engines(graph: bytes) -> dict[str, Callable[[np.ndarray], object]]:
    threads = os.cpu_count() or 1
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(graph, settings, providers=["CPUExecutionProvider"])
    runs = {"onnxruntime": answered(lambda pixels: session.run(None, {"images": pixels}))}
    try:
        import openvino
    except ImportError:
        return runs
    core = openvino.Core()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.onnx")
        file.write_bytes(graph)
        model = core.read_model(file)
    for precision in ("f32", "bf16"):
        hints = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
        compiled = core.compile_model(model, "CPU", hints)
        runs[f"openvino {precision}"] = answered(lambda pixels, c=compiled: list(c(pixels).values()))
    return runs


def answer(names: list[str], repetitions: int) -> None:
    shape = (1, ANSWER_SIDE, ANSWER_SIDE, CHANNELS)
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    rows: list[list[object]] = []
    for name in names:
        network = Normalised(built(name, ANSWER_SIDE), (0.5,), (0.25,))
        graph = to_onnx(network, Found._fields, channels=CHANNELS, size=ANSWER_SIDE)
        for engine, run in engines(graph).items():
            times = []
            for _ in range(repetitions + 3):
                start = time.perf_counter()
                run(pixels)
                times.append(1000 * (time.perf_counter() - start))
            rows.append([name, engine, statistics.median(times[3:]), spread(times[3:])])
    print(table(["detector", "engine", "ms", "range"], rows))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("step", "answer"))
    parser.add_argument("names", nargs="*", help="default: the smallest of each family")
    parser.add_argument("--quick", action="store_true", help="two repetitions; the numbers mean nothing")
    call = parser.parse_args()
    names = call.names or ["yolo_n", "yolox_nano", "faster_rcnn"]
    unknown = sorted(set(names) - set(DETECTORS))
    if unknown:
        sys.exit(f"no detector {', '.join(unknown)}; there are {', '.join(DETECTORS)}")
    print(machine("torch", "onnxruntime", "openvino") + "\n")
    {"step": step, "answer": answer}[call.what](names, 2 if call.quick else 30)


if __name__ == "__main__":
    main()
