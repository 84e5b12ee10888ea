"""What a runtime adds to its engine's own bare call, one picture a time. Target: at most 5 %.

    python benchmarks/engine_overhead.py [--model mobilenetv3_large_100] [--seconds 4] [--threads 1]

The bare call is the quickest documented one: onnxruntime's `session.run`; OpenVINO's `infer` of one
request that is compiled for this very shape, on shared memory, its output copied. The two take turns,
so the load of the machine meets both; the figure is the ratio of their medians. On a machine that is
shared, the ratio of the CPU time (`cpu`) is the steadier one: waiting for a core does not count.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from exported import timm_artifact
from huoyan.artifact.read import Artifact
from huoyan.runtimes import ENGINES
from huoyan.runtimes.openvino import cpu_has_bf16

Call = Callable[[], Any]


def bare_onnxruntime(artifact: Artifact, threads: int, batch: np.ndarray) -> Call:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(artifact.onnx), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(["logits"], {"images": batch})


def bare_openvino(artifact: Artifact, threads: int, batch: np.ndarray, precision: str) -> Call:
    import openvino

    core = openvino.Core()
    model = core.read_model(str(artifact.onnx))
    model.reshape(batch.shape)
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads,
        "INFERENCE_PRECISION_HINT": {"fp32": "f32", "bf16": "bf16"}[precision],
    }
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    return lambda: request.infer([batch], share_inputs=True)[0]


def alternate(calls: list[Call], seconds: float) -> list[tuple[float, float]]:
    """Median seconds of each call, by the wall and of the CPU; each turn begins with an untimed call."""
    times: list[list[tuple[float, float]]] = [[] for _ in calls]
    end = time.perf_counter() + seconds
    turn = 0
    while time.perf_counter() < end or len(times[-1]) < 20:
        turn += 1
        for index in range(len(calls))[:: 1 if turn % 2 else -1]:
            calls[index]()
            for _ in range(4):
                cpu, wall = time.process_time(), time.perf_counter()
                calls[index]()
                times[index].append((time.perf_counter() - wall, time.process_time() - cpu))
    return [(median(wall for wall, _ in x), median(cpu for _, cpu in x)) for x in times]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="mobilenetv3_large_100")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    batch = np.random.default_rng(0).integers(0, 256, (1, arguments.size, arguments.size, 3), dtype=np.uint8)
    with TemporaryDirectory() as folder:
        artifact = timm_artifact(arguments.model, Path(folder) / "model", size=arguments.size)
        print(f"{arguments.model} at {arguments.size}, {arguments.threads} thread(s), one picture a call")
        for name, engine in ENGINES.items():
            for precision in engine.precisions:
                if not engine.installed or (precision == "bf16" and not cpu_has_bf16()):
                    continue
                runtime = engine.open(artifact.onnx, arguments.threads, precision)
                if name == "openvino":
                    bare = bare_openvino(artifact, arguments.threads, batch, precision)
                else:
                    bare = bare_onnxruntime(artifact, arguments.threads, batch)
                ours, theirs = alternate([lambda r=runtime: r.run(batch), bare], arguments.seconds)
                wall, cpu = (x / y for x, y in zip(ours, theirs, strict=True))
                print(
                    f"{name:<12}{precision}  bare {theirs[0] * 1e3:7.3f} ms   "
                    f"huoyan {ours[0] * 1e3:7.3f} ms   ratio {wall:.3f}   cpu {cpu:.3f}"
                )


if __name__ == "__main__":
    main()
