"""A new process: import, load a model, answer one photo. Target: at most 0.8 s, and no torch.

    python benchmarks/cold_start.py [--model mobilenetv3_large_100] [--rounds 7] [--imports]

The engines take turns. `cpu` is the time that the process computed, all threads together: on a
shared machine the steadier figure. --imports lists the slowest imports (python -X importtime).
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from exported import timm_artifact

SCRIPT = """
import json, sys, time
began = time.perf_counter()
import huoyan.predict
imported = time.perf_counter()
predictor = huoyan.predict.load(sys.argv[1], engine=sys.argv[3])
loaded = time.perf_counter()
predictor(sys.argv[2])
answered = time.perf_counter()
used = time.process_time()
try:  # the peak of this process alone: getrusage counts the parent's before exec
    status = open("/proc/self/status").read()
    memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
except OSError:
    memory = float("nan")
print(json.dumps({
    "import": imported - began, "load": loaded - imported, "answer": answered - loaded,
    "cpu": used, "memory_mb": memory,
    "engine": f"{predictor.runtime.name} {predictor.runtime.precision}", "torch": "torch" in sys.modules,
}))
"""
ENGINES = ("onnxruntime", "openvino", "auto")


def measure(model: Path, photo: Path, engine: str) -> dict[str, float]:
    started = time.perf_counter()
    command = [sys.executable, "-c", SCRIPT, str(model), str(photo), engine]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(said)
    if found.pop("torch"):
        raise SystemExit("torch was imported")
    return {"process": time.perf_counter() - started, **found}


def slowest_imports(count: int = 25) -> list[str]:
    command = [sys.executable, "-X", "importtime", "-c", "import huoyan.predict"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stderr.splitlines()
    rows = [line.removeprefix("import time:").split("|") for line in lines[1:]]
    rows.sort(key=lambda row: -int(row[1]))
    return [
        f"{int(x) / 1000:8.1f} ms {int(y) / 1000:8.1f} ms with its own  {name}" for x, y, name in rows[:count]
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="mobilenetv3_large_100")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--imports", action="store_true")
    arguments = parser.parse_args()
    if arguments.imports:
        print("\n".join(slowest_imports()))
        return
    with TemporaryDirectory() as folder:
        model, photo = Path(folder) / "model", Path(folder) / "photo.jpg"
        timm_artifact(arguments.model, model)
        stream = io.BytesIO()
        noise = np.random.default_rng(0).integers(0, 256, (375, 500, 3), dtype=np.uint8)
        Image.fromarray(noise).save(stream, "JPEG")
        photo.write_bytes(stream.getvalue())
        found: dict[str, list[dict[str, float]]] = {name: [] for name in ENGINES}
        for _ in range(arguments.rounds):
            for name in ENGINES:
                found[name].append(measure(model, photo, name))
    for name, rows in found.items():
        figures = {key: median(row[key] for row in rows) for key in rows[0] if key != "engine"}
        shown = "  ".join(f"{key} {value:.3f}" for key, value in figures.items() if key != "memory_mb")
        print(
            f"{name:<12}({rows[0]['engine']})  {shown}  memory {figures['memory_mb']:.0f} MB  n = {len(rows)}"
        )


if __name__ == "__main__":
    main()
