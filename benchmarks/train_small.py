"""The tutorials' Keras program beside `huoyan train`, from command to exit, in turns; seconds and accuracy.

    python benchmarks/train_small.py --keras PEER_ENV/bin/python [--rounds 5] [--only mnist-fast] [--quick]

Every round is one seed. Seconds are wall time of the whole process, imports, export, self-test and report
included. Accuracy is on all 10,000 test pictures, as each program reports it itself.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import ROOT, SHARED, alternate, machine, run, spread, table

PARTS = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")

# The Keras program's own values, one by one, for the row that compares the machinery alone.
SAME = (
    *("--model", "cnn_tutorial", "--optimizer", "adam", "--lr", "0.001", "--schedule", "constant"),
    *("--batch", "32", "--epochs", "5", "--label-smoothing", "0", "--weight-decay", "0", "--warmup", "0"),
    *("--augment", "none", "--flip", "none", "--shift", "0", "--ema", "0"),
)


@dataclass(frozen=True, slots=True)
class Contest:
    """One row: a data set, what `huoyan train` is told, and the ratio to Keras that is promised."""

    name: str
    data: str
    flags: tuple[str, ...]
    promised: str


CONTESTS = (
    Contest("mnist", "mnist", (), "1/6, 99.3 %"),
    Contest("mnist-fast", "mnist", ("--fast",), "1/10, 99.0 %"),
    Contest("mnist-same-net", "mnist", SAME, "-"),
    Contest("fashion-mnist", "fashion-mnist", (), "1/3, 91.0 %"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One finished training."""

    seconds: float
    accuracy: float


def fill_cache(cache: Path, folder: Path) -> None:
    """Puts the IDX files where `huoyan train mnist` looks before it downloads: CACHE/NAME/."""
    for name in ("mnist", "fashion-mnist"):
        (cache / name).mkdir(parents=True, exist_ok=True)
        for part in PARTS:
            shutil.copy(folder / name / f"{part}-ubyte.gz", cache / name)


def keras(python: Path, name: str, epochs: int, folder: Path) -> Callable[[int], Outcome]:
    def once(seed: int) -> Outcome:
        program = ROOT / "benchmarks" / "keras_peer.py"
        done = run([python, program, folder / name, name, "--epochs", str(epochs), "--seed", str(seed)])
        return Outcome(done.seconds, json.loads(done.output.strip().splitlines()[-1])["accuracy"])

    return once


def huoyan(contest: Contest, command: Path, cache: Path, more: Sequence[str]) -> Callable[[int], Outcome]:
    def once(seed: int) -> Outcome:
        with tempfile.TemporaryDirectory() as scratch:
            out = Path(scratch) / "run"
            flags = (*contest.flags, "--seed", str(seed), "--out", str(out), "--quiet", *more)
            done = run([command, "train", contest.data, *flags], env={"HUOYAN_CACHE": str(cache)})
            metrics = json.loads((out / "metrics.json").read_text())
        if metrics["split"] != "test" or metrics["n"] != 10_000:
            raise SystemExit(f"expected all 10,000 test pictures, got {metrics['n']} of {metrics['split']}")
        return Outcome(done.seconds, metrics["metrics"]["accuracy"]["value"])

    return once


def rows(outcomes: dict[str, list[Outcome]], chosen: Sequence[Contest]) -> list[tuple[object, ...]]:
    result: list[tuple[object, ...]] = []
    for data in dict.fromkeys(contest.data for contest in chosen):
        peer = outcomes.get(f"keras {data}", [])
        base = statistics.median(o.seconds for o in peer) if peer else None
        if peer:
            result.append(_row(f"Keras program, {data}", peer, base, "-"))
        for contest in chosen:
            if contest.data == data:
                label = f"huoyan train {data} " + (contest.flags[0] if len(contest.flags) == 1 else "")
                label = (
                    f"{label.strip()} (the Keras net and values)" if contest.flags == SAME else label.strip()
                )
                result.append(_row(label, outcomes[contest.name], base, contest.promised))
    return result


def _row(label: str, outcomes: list[Outcome], base: float | None, promised: str) -> tuple[object, ...]:
    seconds = [o.seconds for o in outcomes]
    accuracy = [100 * o.accuracy for o in outcomes]
    ratio = f"1/{base / statistics.median(seconds):.1f}" if base else "-"
    return (
        label,
        f"{statistics.median(seconds):.1f}",
        spread(seconds),
        ratio,
        f"{statistics.mean(accuracy):.2f}",
        f"{min(accuracy):.2f}",
        promised,
        len(outcomes),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--keras", type=Path, help="python of an environment with tensorflow; absent: huoyan alone"
    )
    parser.add_argument("--huoyan", type=Path, default=Path(sys.executable).parent / "huoyan")
    parser.add_argument("--folder", type=Path, default=SHARED, help="holds mnist/ and fashion-mnist/")
    parser.add_argument("--only", nargs="+", choices=[contest.name for contest in CONTESTS])
    parser.add_argument("--rounds", type=int, default=5, help="also the number of seeds")
    parser.add_argument(
        "--quick", action="store_true", help="one round; Keras for one epoch; a check of the script"
    )
    parser.add_argument("--json", type=Path, help="also write every run here")
    arguments = parser.parse_args()
    rounds, epochs = (1, 1) if arguments.quick else (arguments.rounds, 5)
    more = ("--epochs", "0.1") if arguments.quick else ()
    chosen = [contest for contest in CONTESTS if not arguments.only or contest.name in arguments.only]
    print(machine("huoyan", "torch", "onnxruntime", "openvino"))
    print("a check of the script: seconds and accuracy mean nothing\n" if arguments.quick else "")
    with tempfile.TemporaryDirectory() as cache:
        fill_cache(Path(cache), arguments.folder)
        contestants: dict[str, Callable[[int], Outcome]] = {}
        if arguments.keras:
            for name in dict.fromkeys(contest.data for contest in chosen):
                contestants[f"keras {name}"] = keras(arguments.keras, name, epochs, arguments.folder)
        for contest in chosen:
            contestants[contest.name] = huoyan(contest, arguments.huoyan, Path(cache), more)
        outcomes = alternate({name: _told(name, once) for name, once in contestants.items()}, rounds)
    header = (
        "program",
        "median s",
        "smallest-largest",
        "of Keras",
        "mean accuracy %",
        "lowest %",
        "promised",
        "runs",
    )
    print("\n" + table(header, rows(outcomes, chosen)))
    if arguments.json:
        plain = {name: [[o.seconds, o.accuracy] for o in done] for name, done in outcomes.items()}
        arguments.json.write_text(json.dumps(plain, indent=1) + "\n")


def _told(name: str, once: Callable[[int], Outcome]) -> Callable[[int], Outcome]:
    """Says each result at once on stderr: a full comparison takes half an hour."""

    def told(turn: int) -> Outcome:
        outcome = once(turn)
        load = os.getloadavg()[0]
        print(
            f"{name} seed {turn}: {outcome.seconds:.1f} s, {outcome.accuracy:.4f}, load {load:.1f}",
            file=sys.stderr,
        )
        return outcome

    return told


if __name__ == "__main__":
    main()
