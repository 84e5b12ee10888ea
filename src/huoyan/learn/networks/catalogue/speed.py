"""How fast a network recognises on this machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch

from huoyan.learn.networks import build
from huoyan.learn.networks.catalogue.counted import usual
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Found
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import to_onnx
from huoyan.system.silent_onnxruntime import silent_onnxruntime


def measure(
    name: str, *, size: int | None = None, channels: int | None = None, threads: int = 2, seconds: float = 1.0
) -> float:
    """Pictures a second on this machine: onnxruntime, one picture at a time, random weights."""
    run = runner(name, size=size, channels=channels, threads=threads)
    times: list[float] = []
    while len(times) < 5 or sum(times) < seconds:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1 / statistics.median(times)


def runner(
    name: str, *, size: int | None = None, channels: int | None = None, threads: int = 2
) -> Callable[[], object]:
    """A call that recognises one picture with the exported network; it has been called once."""
    onnxruntime = silent_onnxruntime()
    given = usual(name)
    side, depth = size or given.size, channels or given.channels
    builder = DETECTORS.get(name, build)
    network = builder(name, classes=given.classes, channels=depth, size=side, options={})
    whole = Normalised(network, (0.5,) * depth, (0.5,) * depth)
    outputs = Found._fields if name in DETECTORS else ("logits",)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        to_onnx(whole, outputs, channels=depth, size=side), settings, providers=["CPUExecutionProvider"]
    )
    pixels = torch.randint(0, 256, (1, side, side, depth), dtype=torch.uint8).numpy()
    session.run(None, {"images": pixels})
    return lambda: session.run(None, {"images": pixels})
