"""The peer of detection's benchmarks, run by a Python that has ultralytics; huoyan never depends on it.

    PYTHON benchmarks/detector_ultralytics.py train yolo26n --data data.yaml --minutes 10 \
        --pictures test.txt --found found.json
    PYTHON benchmarks/detector_ultralytics.py step yolo26n          a line on stdin: one training step, timed
    PYTHON benchmarks/detector_ultralytics.py export yolo26n --out yolo26n.onnx

From its yaml, no weights, its own defaults but for what is named. `--minutes` limits its training alone; what
comes after is counted on top. Left alone it uses one core less than there are: it gets as many threads as the
others. Test pictures are answered from a confidence of 0.001, with its own suppression. Prints a JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from copy import deepcopy
from pathlib import Path
from typing import Any

MODELS = ("yolo26n", "yolo11n")


def network(name: str, threads: int) -> Any:
    from ultralytics import YOLO
    from ultralytics.utils import torch_utils

    torch_utils.NUM_THREADS = threads  # which its choice of a device sets
    return YOLO(f"{name}.yaml")


def train(call: argparse.Namespace) -> dict[str, Any]:
    began = time.perf_counter()
    model = network(call.name, call.threads)
    with tempfile.TemporaryDirectory() as folder:
        model.train(
            data=str(call.data),
            time=call.minutes / 60,
            imgsz=call.size,
            seed=call.seed,
            pretrained=False,
            amp=False,
            device="cpu",
            plots=False,
            project=folder,
            name="run",
        )
        trained = time.perf_counter() - began
        rows = found(model, call.pictures.read_text().splitlines(), call.size)
        epochs = len((Path(folder) / "run" / "results.csv").read_text().splitlines()) - 1
    call.found.parent.mkdir(parents=True, exist_ok=True)
    call.found.write_text(json.dumps(rows))
    return {"epochs": epochs, "trained_s": trained, "parameters": parameters(model)}


def found(model: Any, pictures: list[str], size: int) -> list[dict[str, Any]]:
    """COCO results; pictures and classes are counted from 0."""
    rows = []
    for at, picture in enumerate(pictures):
        boxes = model.predict(picture, imgsz=size, conf=0.001, device="cpu", verbose=False)[0].boxes
        columns = (boxes.cls.int().tolist(), boxes.xyxy.double().tolist(), boxes.conf.tolist())
        for label, (x0, y0, x1, y1), score in zip(*columns, strict=True):
            bbox = [x0, y0, x1 - x0, y1 - y0]
            rows.append({"image_id": at, "category_id": label, "bbox": bbox, "score": score})
    return rows


def parameters(model: Any) -> int:
    return sum(parameter.numel() for parameter in model.model.parameters())


def step(call: argparse.Namespace) -> dict[str, Any]:
    """As `detector_step.py` does ours: bf16, channels last, things drawn alike, AdamW. Ends with stdin.

    The first line says how large the network is.
    """
    import torch
    from ultralytics.cfg import get_cfg

    torch.manual_seed(0)
    model = network(call.name, call.threads).model.train().to(memory_format=torch.channels_last)
    model.args = get_cfg()
    pictures = torch.rand(call.batch, 3, call.size, call.size).to(memory_format=torch.channels_last)
    things = call.batch * call.things
    batch = {
        "img": pictures,
        "batch_idx": torch.arange(call.batch).repeat_interleave(call.things).float(),
        "cls": torch.randint(0, 80, (things, 1)).float(),
        "bboxes": torch.cat((0.2 + 0.6 * torch.rand(things, 2), 0.03 + 0.25 * torch.rand(things, 2)), 1),
    }
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
    size = {"m": sum(each.numel() for each in model.parameters()) / 1e6, "gflops": gigaflops(model, 640)}
    print(json.dumps(size), file=sys.__stdout__, flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, _ = model(batch)
        loss.sum().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        print(time.perf_counter() - began, file=sys.__stdout__, flush=True)
    return {}


def export(call: argparse.Namespace) -> dict[str, Any]:
    """Its head that needs no suppression, where it has one."""
    import torch

    torch.manual_seed(0)
    model = network(call.name, call.threads)
    found = {"parameters": parameters(model), "gflops": gigaflops(model.model, call.size)}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        ends = {"nms": False} if "26" in call.name else {}
        file = Path(model.export(format="onnx", imgsz=call.size, simplify=False, **ends))
        call.out.write_bytes(file.read_bytes())
    return {**found, "gflops_answering": gigaflops(model.model, call.size, fused=True)}


def gigaflops(network: Any, size: int, fused: bool = False) -> float:
    """Twice the products; `fused` without what only training needs."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    network = deepcopy(network).eval()
    network = network.fuse(verbose=False) if fused else network
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, 3, size, size))
    return float(counter.get_total_flops() / 1e9)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("train", "step", "export"))
    parser.add_argument("name", choices=MODELS)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--pictures", type=Path, help="a list of what is answered in the end, a line each")
    parser.add_argument("--found", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--things", type=int, default=15)
    call = parser.parse_args()
    call.out = call.out and call.out.resolve()
    os.environ["OMP_NUM_THREADS"] = str(call.threads)
    os.environ["YOLO_OFFLINE"] = "true"
    with tempfile.TemporaryDirectory() as settings:
        os.environ["YOLO_CONFIG_DIR"] = settings
        with redirect_stdout(sys.stderr):
            answer = {"train": train, "step": step, "export": export}[call.what](call)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
