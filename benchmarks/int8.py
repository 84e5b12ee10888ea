"""Models in int8: how much faster than the faster of fp32 and bf16, and what they lose on test pictures.

    python benchmarks/int8.py speed [--network resnet18] [--size 224] [--batches 1 16] [--seconds 3]
    python benchmarks/int8.py figures RUN... [--max-drop 0.005] [--data DATA] [--pictures N]

`speed` takes random weights: what a picture costs does not depend on them. `figures` makes each finished run
int8 and scores both on its test part, picture by picture; runs that are worth it:

    huoyan train ../shared/data/weather4 --weights ../shared/data/weights/mobilenet_v2_100_imagenet_fp16.pth \
        --model mobilenetv2_100 --out runs/weather4
    huoyan train ../shared/data/bccd --task detect --weights ../shared/data/weights/yolox_nano_coco.onnx \
        --out runs/bccd

The bars: 1.8 times the faster of fp32 and bf16, and half a point, or a refusal that says why. `--pictures N`
of the test part is for a try.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

import huoyan
from common import table
from exported import timm_artifact
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.bench import Speed, in_turns, tested
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.errors import ParityError
from huoyan.evaluate import evaluate
from huoyan.held_out import unseen
from huoyan.metrics.intervals.groups import Groups
from huoyan.quantisation.pictures import read_of
from huoyan.runtimes import ENGINES, open_on


def main() -> None:
    call = _arguments()
    with tempfile.TemporaryDirectory(prefix="int8-") as folder:
        if call.what == "speed":
            print(_speed(Path(folder), call))
        else:
            print(_figures(Path(folder), call))


def _speed(folder: Path, call: argparse.Namespace) -> str:
    artifact = timm_artifact(call.network, folder / "float", size=call.size)
    huoyan.export(
        artifact.folder, folder / "light", int8=True, max_drop=1.0, data=_noise(call.size), say=print
    )
    sizes = [each.onnx.stat().st_size / 1e6 for each in (artifact, open_artifact(folder / "light"))]
    told = [f"the graph has {sizes[1]:.1f} MB (before {sizes[0]:.1f} MB)"]
    for batch in call.batches:
        rows = _in_turns([artifact, open_artifact(folder / "light")], batch, call.seconds)
        kinds = [
            [x.milliseconds for x in rows if (x.precision == "int8") is light] for light in (False, True)
        ]
        told += [
            table(
                ("engine", "precision", "batch", "ms a picture", "n"),
                [(x.engine, x.precision, str(x.batch), f"{x.milliseconds:.2f}", str(x.n)) for x in rows],
            ),
            f"{call.network} at {call.size} px, {batch} at once, {rows[0].threads} threads: int8 is "
            f"{min(kinds[0]) / min(kinds[1]):.2f} times as fast as the faster of fp32 and bf16",
        ]
    return "\n\n".join(told)


def _in_turns(artifacts: list[Artifact], batch: int, seconds: float) -> list[Speed]:
    """Each on every engine in each precision, all by turns."""
    calls = [
        (open_on(name, each, None, precision), np.resize(tested(each), (batch, *tested(each).shape[1:])))
        for each in artifacts
        for name, engine in ENGINES.items()
        if engine.installed
        for precision in engine.precisions_of(each.manifest)
    ]
    return in_turns(calls, seconds)


def _noise(size: int) -> Dataset:
    rng = np.random.default_rng(0)
    samples = [
        Sample(
            f"{at}",
            OneLabel(at % 10),
            PixelPicture(rng.integers(0, 256, (size, size, 3), dtype=np.uint8)),
            "train" if at < 24 else "val",
            None,
        )
        for at in range(40)
    ]
    return Dataset("noise", tuple(f"class {at}" for at in range(10)), tuple(samples), "class")


def _figures(folder: Path, call: argparse.Namespace) -> str:
    rows = []
    for at, run in enumerate(call.runs):
        try:
            rows.append(_row(run, folder / str(at), call))
        except ParityError as error:
            rows.append((str(run), "refused", str(error), "", "", ""))
    return table(("run", "figure", "float", "int8", "change on test (95 %)", "n; left float"), rows)


def _row(run: Path, folder: Path, call: argparse.Namespace) -> tuple[str, ...]:
    artifact = open_artifact(run)
    made = huoyan.export(run, folder, int8=True, max_drop=call.max_drop, data=call.data, say=print).int8
    assert made is not None
    test = unseen(read_of(artifact, call.data, print), artifact, "test", print).dataset
    test = test.take(np.arange(min(len(test), call.pictures or len(test))))
    scores = [evaluate(huoyan.load(each, engine="onnxruntime"), test).score for each in (run, folder)]
    before, after = (score.paired()[0] for score in scores)
    apart = after.difference(before, Groups.named([sample.group for sample in test.samples]))
    was, now = (score.metrics[after.name].value for score in scores)
    return (
        str(run),
        after.name,
        f"{was:.4f}",
        f"{now:.4f}",
        f"{apart.value:+.4f} ({apart.low:+.4f} to {apart.high:+.4f}); on validation {made.change:+.4f}",
        f"{apart.n}; {len(made.left_float)} of {made.layers + len(made.left_float)} layers",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="what", required=True)
    speed = kinds.add_parser("speed")
    speed.add_argument("--network", default="resnet18")
    speed.add_argument("--size", type=int, default=224)
    speed.add_argument("--batches", type=int, nargs="+", default=[1, 16])
    speed.add_argument("--seconds", type=float, default=3.0)
    figures = kinds.add_parser("figures")
    figures.add_argument("runs", nargs="+", type=Path)
    figures.add_argument("--max-drop", type=float, default=0.005)
    figures.add_argument("--data", type=Path)
    figures.add_argument("--pictures", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    main()
