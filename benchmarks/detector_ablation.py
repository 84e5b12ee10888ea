"""What each part of the variation of training pictures brings a detector, one after the other, equal epochs.

    python benchmarks/detector_ablation.py run --rows ablation.jsonl [--starts random coco] [--seeds 0]
    python benchmarks/detector_ablation.py table --rows ablation.jsonl

Nothing, then mirroring, sizes and shifts, colours, mosaics, MixUp and copied things, each added to those
before it. From random weights (yolo_n) and from the COCO file (yolox_nano). Test parts stay closed: bccd's
validation part judges, of drone-cars the last third of each flight's training frames; the best epoch is
chosen on a part of what trains.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from common import kept_rows, table
from detector_cells import Row, arguments, carry_out, learnt_and_found, matches_of, measure_each, row_of
from detector_runs import COCO_WEIGHTS, Machine
from detector_scores import FIGURES, estimate, lead, test_part, told
from detector_sets import counts, without_test, written
from huoyan.metrics.detection.matching import Matches

STARTS: dict[str, tuple[str, ...]] = {
    "random": ("--model", "yolo_n"),
    "coco": ("--weights", str(COCO_WEIGHTS)),
}
SETS = ("bccd", "drone-cars")
# What each step sets; all that it does not name is off. The colours are those of the standard preset.
OFF = {"flip": "none", "shift": 0, "scale": 0, "mosaic": 0, "mixup": 0, "copy-paste": 0, "augment": "none"}
STEPS: dict[str, dict[str, object]] = {
    "none": {},
    "flip": {"flip": "horizontal"},
    "+ scale, shift": {"scale": 0.4, "shift": 0.06},
    "+ colours": {"augment": "standard"},
    "+ mosaic": {"mosaic": 0.5},
    "+ MixUp": {"mixup": 0.15},
    "+ copy-paste": {"copy-paste": 0.3},
}


@dataclass(frozen=True, slots=True)
class Cell:
    set: str
    start: str
    step: str
    seed: int
    epochs: float
    threads: int

    @property
    def name(self) -> str:
        """Of the file of what was found."""
        names = {**asdict(self), "step": list(STEPS).index(self.step)}
        return "-".join(str(part) for part in names.values())

    @property
    def flags(self) -> list[object]:
        given = dict[str, object](OFF)
        for step in list(STEPS)[: list(STEPS).index(self.step) + 1]:
            given |= STEPS[step]
        chosen = [part for name, value in given.items() for part in (f"--{name}", value)]
        return [*STARTS[self.start], *chosen, "--size", 320, "--epochs", self.epochs]


def cells(call: argparse.Namespace) -> Iterator[Cell]:
    epochs = {"random": call.epochs_random, "coco": call.epochs_coco}
    for seed in call.seeds:
        for start in call.starts:
            for name in call.sets:
                for step in STEPS:
                    yield Cell(name, start, step, seed, epochs[start], call.threads)


def data_of(name: str, folder: Path) -> Path:
    return written(name, folder, without_test, " without test")


def measure(call: argparse.Namespace) -> None:
    shown = ("set", "start", "step", "seed", "seconds", *FIGURES)
    measure_each(Cell, cells(call), call.rows, partial(measured, call=call), shown)


def measured(cell: Cell, call: argparse.Namespace) -> Row:
    data = data_of(cell.set, call.data)
    judge = test_part(data)
    learnt, found = learnt_and_found(data, judge, cell.flags, cell.seed, Machine(cell.threads))
    return row_of(cell, {**counts(data), **learnt}, found, judge, call.rows)


def report(call: argparse.Namespace) -> None:
    """For each set and start: AP of each step, and by how much it is higher than the step before."""
    rows = kept_rows(call.rows)
    lines: list[list[object]] = []
    for name, start, epochs in dict.fromkeys((row["set"], row["start"], row["epochs"]) for row in rows):
        judge = test_part(data_of(name, call.data))
        before: dict[int, Matches] = {}
        for step in STEPS:
            own = [row for row in rows if (row["set"], row["start"], row["step"]) == (name, start, step)]
            own = [row for row in own if row["epochs"] == epochs]
            found = {row["seed"]: matches_of(row, judge, call.rows) for row in own}
            if not found:
                continue
            seeds = sorted(found.keys() & before.keys())
            more = [[each[seed] for seed in seeds] for each in (found, before)]
            higher = told(lead(more[0], more[1], "ap"), "+") if seeds else ""
            figures = [told(estimate(list(found.values()), figure)) for figure in FIGURES]
            trained = f"{own[0]['trained']} + {own[0]['val']}"
            lines.append(
                [name, start, trained, f"{epochs:g}", step, len(found), len(judge), *figures, higher]
            )
            before = found
    head = ("set", "start", "pictures", "epochs", "varied by", "seeds", "n", "AP", "AP50")
    print(table([*head, "AP higher than the row above by"], lines))


def main() -> None:
    parser = arguments(__doc__, "detector_ablation.jsonl")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--starts", nargs="+", choices=STARTS, default=list(STARTS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--epochs-random", type=float, default=30.0)
    parser.add_argument("--epochs-coco", type=float, default=12.0)
    steps = {"run": measure, "table": report}
    carry_out(parser.parse_args(), steps, ("torch", "faster-coco-eval"))


if __name__ == "__main__":
    main()
