"""A folder of photos: Predictor against a bare loop that decodes and infers. Target: >= 0.9 of its speed.

    python benchmarks/predict_folder.py PHOTOS [--model mobilenetv3_large_100] [--engine onnxruntime]
    python benchmarks/predict_folder.py PHOTOS --run RUN              a model that was trained, a detector too

The bare loop reads, decodes and resizes 16 photos with the same code, stacks them and calls the
same engine on all cores, in one process, one thing after the other. The ways take turns; the figure
is the median over rounds of each way's photos a second, divided by the bare loop's in that round.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from exported import timm_artifact
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.images.sources.listing import list_folder
from huoyan.predict import Predictor
from huoyan.runtimes import Runtime, open_runtime
from huoyan.system.cores import available_cores

BATCH = 16


def bare(artifact: Artifact, runtime: Runtime, files: list[Path]) -> None:
    preprocess = artifact.preprocess
    for at in range(0, len(files), BATCH):
        pictures = [preprocess.read(file.read_bytes()).pixels for file in files[at : at + BATCH]]
        runtime.run(np.stack(pictures))


def ways(artifact: Artifact, engine: str, files: list[Path]) -> dict[str, Callable[[], object]]:
    """Each way of answering all files, by name; "bare" first, then what `load` gives."""
    cores = available_cores()
    full = open_runtime(artifact, engine, cores)
    print(f"{full.name} {full.precision}; {full.reason or 'asked for'}")
    one = Predictor(artifact, open_runtime(artifact, engine, 1))
    all_cores = Predictor(artifact, full)
    return {
        "bare": lambda: bare(artifact, full, files),
        "predict": lambda: list(all_cores.predict(files)),
        f"engine {cores}, workers 1": lambda: list(all_cores.predict(files, workers=1)),
        f"engine {cores}, workers {cores}": lambda: list(all_cores.predict(files, workers=cores)),
        f"engine 1, workers {cores}": lambda: list(one.predict(files, workers=cores)),
        "batch 8": lambda: list(all_cores.predict(files, batch=8)),
        "batch 32": lambda: list(all_cores.predict(files, batch=32)),
    }


def opened(arguments: argparse.Namespace, folder: Path) -> Artifact:
    if arguments.run is not None:
        return open_artifact(arguments.run)
    return timm_artifact(arguments.model, folder, classes=arguments.classes)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", type=Path)
    parser.add_argument("--model", default="mobilenetv3_large_100", help="of timm, with random weights")
    parser.add_argument("--run", type=Path, help="instead of --model")
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    files = list_folder(arguments.photos).pictures
    with TemporaryDirectory() as folder:
        artifact = opened(arguments, Path(folder) / "model")
        calls = ways(artifact, arguments.engine, files)
        rates: dict[str, list[float]] = {name: [] for name in calls}
        for turn in range(arguments.rounds + 1):
            for name, call in calls.items():
                started = time.perf_counter()
                call()
                if turn:  # the first round warms up
                    rates[name].append(len(files) / (time.perf_counter() - started))
        for name, found in rates.items():
            ratio = median(x / y for x, y in zip(found, rates["bare"], strict=True))
            print(f"{name:<24}{median(found):8.1f} photos/s   {ratio:.2f} of bare   {len(files)} photos")


if __name__ == "__main__":
    main()
