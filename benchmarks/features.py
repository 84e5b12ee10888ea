"""Features of photos as the ladder computes them, beside the engine alone: pictures a second.

    python benchmarks/features.py [--pictures 300] [--rounds 5]

Ours decodes, prepares and embeds the files of weather4 with the MobileNetV2 file, as `huoyan train` does,
into an empty cache. The engine alone is given pictures that were decoded and prepared before, in the same
batches. The third way reads all from the cache. In turns, medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from common import SHARED, machine, table
from huoyan.data.open import read_dataset
from huoyan.data.prepare import prepare
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.head_training.vectors import fastest_runtime, vectors, vectors_of
from huoyan.runs.named_network import NamedNetwork

WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"


def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUOYAN_CACHE"] = str(Path(folder) / "cache")
        with zipfile.ZipFile(SHARED / "weather4" / "weather4.zip") as opened:
            opened.extractall(folder)
        data = read_dataset(next(Path(folder).rglob("train")), say=lambda text: None)
        data = data.take(np.random.default_rng(0).permutation(len(data))[: call.pictures])
        contents = [sample.picture.sha256() for sample in data.samples]
        graph = backbone_features("mobilenetv2_100", NamedNetwork(weights=WEIGHTS))
        runtime = fastest_runtime(graph)
        pixels = np.stack([prepare(sample, graph.preprocess).pixels for sample in data.samples])
        found: dict[str, list[float]] = {"ours": [], "the engine alone": [], "from the cache": []}
        for at in range(call.rounds):
            os.environ["HUOYAN_CACHE"] = str(Path(folder) / f"cache{at}")
            found["ours"].append(seconds(lambda: vectors(graph, data, contents)))
            found["the engine alone"].append(seconds(lambda: vectors_of(runtime, pixels)))
            found["from the cache"].append(seconds(lambda: vectors(graph, data, contents)))
    print(machine(), "\n")
    rates = {name: len(data) / statistics.median(times) for name, times in found.items()}
    alone = rates["the engine alone"]
    print(
        table(
            ["", "pictures a second", "of the engine's"],
            [[name, f"{rate:,.0f}", f"{rate / alone:.2f}"] for name, rate in rates.items()],
        )
    )


if __name__ == "__main__":
    main()
