"""A picture answered by detectors at 640 px: network, boxes decoded, each thing kept once.

    python benchmarks/detector_answer.py [NAME ...] [--threads 2] [--peer-python PYTHON]

Ours, exported with decoding inside, and the peer's own export (ultralytics): yolo26n with its head that needs
no suppression, yolo11n with ours. One picture at a time, in turns, by onnxruntime and OpenVINO. Weights are
random and the picture is noise, in which an untrained network finds 300 things: more to suppress than in
most. GFLOPs of the answering network are twice the products, at 640 px and 80 classes. A folder of photos end
to end: `predict_folder.py PHOTOS --run RUN`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

from common import alternate, machine, run, spread, table
from detector_step import CHANNELS, FLOPS_SIDE, PEER_SCRIPT, PEERS, built, gigaflops
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import MOST_FOUND, Found
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import to_onnx
from huoyan.metrics.detection.overlap import suppressed

MOST_IOU, WARM = 0.65, 3

Outputs = list[np.ndarray]
Session = Callable[[np.ndarray], Outputs]


def ours(outputs: Outputs) -> object:
    """Boxes, and of those that overlap the surest."""
    boxes, scores, classes = (each[0] for each in outputs)
    return suppressed(boxes, scores, classes, MOST_IOU)


def ended(outputs: Outputs) -> object:
    """Of a graph whose rows are corners, score and class, each thing once."""
    rows = outputs[0][0]
    return rows[rows[:, 4] > 0]


def open_ended(outputs: Outputs) -> object:
    """Of a graph that gives (4 + classes, places): middles, sides and a score for each class."""
    places = outputs[0][0].T
    scores, classes = places[:, 4:].max(axis=1), places[:, 4:].argmax(axis=1)
    kept = np.argpartition(-scores, MOST_FOUND)[:MOST_FOUND]
    middle, half = places[kept, :2], places[kept, 2:4] / 2
    return suppressed(np.hstack([middle - half, middle + half]), scores[kept], classes[kept], MOST_IOU)


FINISH: dict[str, Callable[[Outputs], object]] = {"yolo26n": ended, "yolo11n": open_ended}


def sessions(graph: Path, threads: int) -> dict[str, Session]:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(graph, settings, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    found: dict[str, Session] = {"onnxruntime": lambda pixels: session.run(None, {name: pixels})}
    try:
        import openvino
    except ImportError:
        return found
    core = openvino.Core()
    model = core.read_model(graph)
    for precision in ("f32", "bf16"):
        hints = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
        compiled = core.compile_model(model, "CPU", hints)
        found[f"openvino {precision}"] = lambda pixels, c=compiled: list(c(pixels).values())
    return found


def export_ours(name: str, file: Path) -> float:
    """GFLOPs of the network."""
    detector = built(name, FLOPS_SIDE)
    count = gigaflops(detector)
    network = Normalised(detector, (0.5,), (0.25,))
    file.write_bytes(to_onnx(network, Found._fields, channels=CHANNELS, size=FLOPS_SIDE))
    return count


def export_peer(name: str, file: Path, python: str) -> float:
    command = [python, PEER_SCRIPT, "export", name, "--size", str(FLOPS_SIDE), "--out", file]
    return float(json.loads(run(command, env={"PYTHONPATH": ""}).output.splitlines()[-1])["gflops_answering"])


def answered(session: Session, pixels: np.ndarray, finish: Callable[[Outputs], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    finish(session(pixels))
    return 1000 * (time.perf_counter() - start)


def measure(call: argparse.Namespace, folder: Path) -> None:
    counts = {name: export_ours(name, folder / f"{name}.onnx") for name in call.names}
    peers = PEERS if call.peer_python else ()
    counts |= {name: export_peer(name, folder / f"{name}.onnx", call.peer_python) for name in peers}
    noise = np.random.default_rng(0).integers(0, 256, (1, FLOPS_SIDE, FLOPS_SIDE, CHANNELS), np.uint8)
    floats = np.ascontiguousarray(noise.transpose(0, 3, 1, 2), np.float32) / 255
    contestants: dict[str, Callable[[int], float]] = {}
    for name in counts:
        pixels, finish = (floats, FINISH[name]) if name in peers else (noise, ours)
        for engine, session in sessions(folder / f"{name}.onnx", call.threads).items():
            contestants[f"{name}|{engine}"] = lambda turn, s=session, p=pixels, f=finish: answered(s, p, f)
    found = alternate(contestants, call.repetitions + WARM)
    rows: list[list[object]] = []
    for key, times in found.items():
        name, engine = key.split("|")
        rows.append([name, counts[name], engine, statistics.median(times[WARM:]), spread(times[WARM:])])
    print(table(["detector", "GFLOPs", "engine", "ms", "range"], rows))
    if not peers:
        print("\nNo peer beside: name a Python that has ultralytics, --peer-python PYTHON.")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="default: yolo_n and yolox_nano")
    parser.add_argument("--peer-python", help="of an environment with ultralytics")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repetitions", type=int, default=30)
    parser.add_argument("--quick", action="store_true", help="twice each; the numbers mean nothing")
    call = parser.parse_args()
    call.names = call.names or ["yolo_n", "yolox_nano"]
    unknown = sorted(set(call.names) - set(DETECTORS))
    if unknown:
        sys.exit(f"no detector {', '.join(unknown)}; there are {', '.join(DETECTORS)}")
    call.repetitions = 2 if call.quick else call.repetitions
    print(machine("torch", "onnxruntime", "openvino") + "\n")
    with tempfile.TemporaryDirectory() as folder:
        measure(call, Path(folder))


if __name__ == "__main__":
    main()
