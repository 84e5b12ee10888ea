"""Generators that learnt for the same time, judged alike; and a tutorial's plain loop beside the dense pair.

    python benchmarks/generators.py equal-time [--sets mnist fashion-mnist] [--minutes 10]
    python benchmarks/generators.py judge OUT
    python benchmarks/generators.py speed [--rounds 5]

`equal-time`: `huoyan generate train` with one thread each, two at the same time: the residual pair beside
Radford's; the tutorials' dense pair alone afterwards. Each run chooses its weights by validation pictures, in
descriptions without a network. `judge`, which `equal-time` ends with, in a process of its own: as many fresh
pictures of each run beside the same pictures of the test part, by two judges. `speed`: pictures a second of
the dense pair's training, in turns with the loop of tutorials (`generators_tutorial.py`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

from common import ROOT, SHARED, alternate, machine, run, spread, table
from huoyan.generator.on_disk import open_generator
from huoyan.generator.sampling import make
from huoyan.images.draw import encode_png
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.classical import CLASSICAL, classical
from huoyan.learn.head_training.vectors import fastest_runtime, vectors_of
from huoyan.metrics.generated.figures import generated_figures
from huoyan.metrics.generated.memorisation import memorised
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork
from train_small import fill_cache

SETS = ("mnist", "fashion-mnist")
# Those of a row learn at the same time.
TOGETHER = (("residual", "dcgan"), ("dense",))
WEIGHTS, NETWORK = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth", "mobilenetv2_100"
JUDGED, SEED = 1000, 7
SHOWN = (
    "data", "judge", "pair", "KID", "precision", "recall", "diversity", "copies (by chance)", "steps",
    "pictures/s",
)  # fmt: skip
TUTORIAL = Path(__file__).with_name("generators_tutorial.py")
Look = Callable[[np.ndarray], np.ndarray]


def command(data: str, model: str, out: Path, *more: str) -> list[str]:
    flags = ("--model", model, "--threads", "1", "--seed", "0", "--out", str(out), "--quiet", *more)
    return [sys.executable, "-m", "huoyan", "generate", "train", data, *flags]


def environment(cache: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HUOYAN_CACHE": str(cache)}


def train_together(data: str, models: Sequence[str], minutes: float, out: Path, cache: Path) -> None:
    """Raises SystemExit with what was said where one fails. Exit code 1 is a finding: of copies."""
    began = {}
    for model in models:
        called = command(data, model, out / f"{data}-{model}", "--minutes", str(minutes))
        began[model] = subprocess.Popen(called, env=environment(cache), stderr=subprocess.PIPE, text=True)
    for model, process in began.items():
        _, said = process.communicate()
        if process.returncode > 1:
            raise SystemExit(f"{data} {model}: {said[-2000:]}")


def pictures(data: str, part: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Some of the IDX files of a part, uint8 (n, H, W, 1), and their classes."""
    prefix = SHARED / data / ("train" if part == "train" else "t10k")
    pixels = np.frombuffer(unpacked(f"{prefix}-images-idx3-ubyte.gz"), np.uint8, offset=16)
    labels = np.frombuffer(unpacked(f"{prefix}-labels-idx1-ubyte.gz"), np.uint8, offset=8)
    side = round((pixels.size / len(labels)) ** 0.5)
    chosen = np.random.default_rng(SEED).permutation(len(labels))[:n]
    return pixels.reshape(-1, side, side, 1)[chosen], labels[chosen].astype(np.int64)


def unpacked(file: str) -> bytes:
    return gzip.decompress(Path(file).read_bytes())


def looking(graph: FeatureGraph) -> Look:
    runtime = fastest_runtime(graph, 1)
    return lambda pixels: vectors_of(runtime, np.stack([graph.preprocess(each).pixels for each in pixels]))


def judges(side: int) -> dict[str, Look]:
    return {
        NETWORK: looking(backbone_features(NETWORK, NamedNetwork(str(WEIGHTS)))),
        "descriptions": looking(classical(CLASSICAL, Preprocess(side, side, colour="grey"))),
    }


def judge(out: Path, n: int) -> None:
    """Prints the table of all runs in `out`, by set and judge, row by row, and writes samples of each."""
    print(table(SHOWN, []), flush=True)
    for data in SETS:
        runs = {model: out / f"{data}-{model}" for models in TOGETHER for model in models}
        runs = {model: folder for model, folder in runs.items() if (folder / "metrics.json").exists()}
        made = {model: sampled(folder, n) for model, folder in runs.items()}
        for model, (pixels, _) in made.items():
            (out / f"{data}-{model}.png").write_bytes(encode_png(grid(pixels[:100])))
        real, real_classes = pictures(data, "test", n)
        training, _ = pictures(data, "train", 2 * n)
        for name, look in judges(real.shape[1]).items() if made else ():
            seen = look(real)
            learnt = look(training) if name != NETWORK else None
            for model, (pixels, classes) in made.items():
                rows = look(pixels)
                found = generated_figures(rows, seen, classes, real_classes)
                figures = [
                    f"{found.kid:.4f} ± {found.deviation:.4f}",
                    *(f"{each:.2f}" for each in (found.precision, found.recall, found.diversity)),
                ]
                cells = [data, name, model, *figures, copies(rows, seen, learnt), *learning(runs[model])]
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def copies(made: np.ndarray, real: np.ndarray, learnt: np.ndarray | None) -> str:
    """The share of copies of training pictures among made ones, and among real ones of the test part."""
    if learnt is None:
        return "-"
    return f"{memorised(made, learnt).share:.0%} ({memorised(real, learnt).share:.0%})"


def sampled(folder: Path, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Fresh pictures of a finished run, and the class of each, which take turns."""
    generator = open_generator(folder)
    found = list(make(generator, n, seed=SEED, threads=1))
    names = generator.manifest.classes
    return np.stack([pixels for pixels, _, _ in found]), np.array(
        [names.index(label) for _, label, _ in found]
    )


def grid(pixels: np.ndarray) -> np.ndarray:
    n, side = int(len(pixels) ** 0.5), pixels.shape[1]
    whole = pixels[: n * n].reshape(n, n, side, side, -1).transpose(0, 2, 1, 3, 4)
    return whole.reshape(n * side, n * side, -1)


def learning(folder: Path) -> tuple[int, int]:
    """Steps, and pictures learnt from a second of the training, judgements included."""
    metrics = json.loads((folder / "metrics.json").read_text())
    batch = next(
        int(line.split("=")[1])
        for line in (folder / "generate.toml").read_text().splitlines()
        if line.startswith("batch ")
    )
    return metrics["steps"], round(metrics["steps"] * batch / metrics["seconds"]["training"])


def equal_time(given: argparse.Namespace, cache: Path) -> None:
    given.out.mkdir(parents=True, exist_ok=True)
    for data in given.sets:
        for models in TOGETHER:
            chosen = [model for model in models if model in given.models]
            minutes = given.dense_minutes if models == ("dense",) else given.minutes
            train_together(data, chosen, minutes, given.out, cache)
    if not given.unjudged:
        done = run(
            [sys.executable, __file__, "judge", given.out, "--n", str(given.n)],
            env=environment(cache),
            timeout_s=7200,
        )
        print(done.output)


def speed(given: argparse.Namespace, cache: Path) -> None:
    def ours(turn: int) -> float:
        with tempfile.TemporaryDirectory() as scratch:
            out = Path(scratch) / "run"
            done = subprocess.run(
                command("mnist", "dense", out, "--epochs", str(given.epochs)),
                env=environment(cache), capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode > 1:
                raise SystemExit(done.stderr[-2000:])
            return float(learning(out)[1])

    def plain(*flags: str) -> Callable[[int], float]:
        def once(turn: int) -> float:
            called = [sys.executable, TUTORIAL, SHARED / "mnist", "--epochs", str(given.epochs), *flags]
            return float(run(called).output)

        return once

    found = alternate(
        {
            "`huoyan generate train mnist --model dense`": ours,
            "the tutorial's loop, torchvision's MNIST in a DataLoader": plain(),
            "the same loop, pictures in memory as one tensor": plain("--in-memory"),
        },
        given.rounds,
    )
    rows = [(name, float(np.median(rates)), spread(rates)) for name, rates in found.items()]
    print(table(("training", "pictures/s, median", "smallest-largest"), rows))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True)
    timed = actions.add_parser("equal-time")
    timed.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    timed.add_argument("--models", nargs="+", default=[model for models in TOGETHER for model in models])
    timed.add_argument("--minutes", type=float, default=10.0)
    timed.add_argument("--dense-minutes", type=float, default=10.0)
    timed.add_argument("--unjudged", action="store_true")
    timed.add_argument("--out", type=Path, default=Path("/tmp/generators"))
    judged = actions.add_parser("judge")
    judged.add_argument("out", type=Path)
    for each in (timed, judged):
        each.add_argument("--n", type=int, default=JUDGED)
    fast = actions.add_parser("speed")
    fast.add_argument("--rounds", type=int, default=5)
    fast.add_argument("--epochs", type=float, default=2.0)
    given = parser.parse_args()
    print(machine("torch", "onnxruntime"), "\n", flush=True)
    if given.action == "judge":
        judge(given.out, given.n)
        return
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch)
        fill_cache(cache, SHARED)
        {"equal-time": equal_time, "speed": speed}[given.action](given, cache)


if __name__ == "__main__":
    main()
