"""Things found from 20 annotated pictures of drone-cars: R-CNN beside detectors trained on the same 20.

    python benchmarks/detector_few.py run --rows few.jsonl [--minutes 2] [--seeds 0 1 2] [--threads 2]
    python benchmarks/detector_few.py table --rows few.jsonl

`first` are the first 20 pictures of the training part (`detector_sets.py`) in the order of flights and
frames; a seed draws 20 of it. Each row is `huoyan train` from command to exit, of these 20 the validation
pictures too. R-CNN and Faster R-CNN see with the same ImageNet backbone, yolox begins with the COCO file,
yolo with random weights; those that learn in steps are given --minutes. The test part is that of
`detector_sets.py`: neighbours of the training pictures, so figures are optimistic.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from common import kept_rows, table
from detector_cells import (
    Row,
    arguments,
    carry_out,
    cell_of,
    learnt_and_found,
    matches_of,
    measure_each,
    row_of,
)
from detector_runs import BACKBONE, BACKBONE_WEIGHTS, COCO_WEIGHTS, Machine
from detector_scores import FIGURES, estimate, test_part, told
from detector_sets import count, few, flight_and_frame, written
from huoyan.data.dataset import Dataset

SET, PICTURES, FIRST = "drone-cars", 20, "first"
# What has to be reached by R-CNN: AP50, and minutes from command to exit.
LEAST_AP50, MOST_MINUTES = 0.5, 2.0
IN_STEPS: dict[str, list[object]] = {
    "yolox": ["--weights", COCO_WEIGHTS],
    "faster_rcnn": ["--weights", BACKBONE_WEIGHTS, "--option", f"backbone={BACKBONE}"],
    "yolo": [],
}
DETECTORS: dict[str, list[object]] = {
    "rcnn": ["--weights", BACKBONE_WEIGHTS, "--features", BACKBONE],
    **IN_STEPS,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """draw: FIRST, or the seed by which the pictures are drawn, which is that of the training too."""

    detector: str
    draw: str
    minutes: float
    threads: int

    @property
    def seed(self) -> int:
        return 0 if self.draw == FIRST else int(self.draw)

    @property
    def name(self) -> str:
        return "-".join(map(str, asdict(self).values()))

    def data(self, folder: Path) -> Path:
        change = first(PICTURES) if self.draw == FIRST else few(PICTURES, self.seed)
        return written(SET, folder, change, f" {PICTURES} {self.draw}")

    def flags(self) -> list[object]:
        limit: list[object] = ["--minutes", self.minutes] if self.detector in IN_STEPS else []
        return ["--model", self.detector, *DETECTORS[self.detector], *limit]


def first(n: int) -> Callable[[Dataset], Dataset]:
    """Only the first `n` of the training pictures, none set apart to validate."""

    def taken(data: Dataset) -> Dataset:
        train = sorted(data.split("train").samples, key=flight_and_frame)
        return replace(data, samples=(*train[:n], *data.split("test").samples))

    return taken


def cells(call: argparse.Namespace) -> list[Cell]:
    draws = [FIRST, *map(str, call.seeds)]
    return [Cell(name, draw, call.minutes, call.threads) for draw in draws for name in call.detectors]


def measure(call: argparse.Namespace) -> None:
    shown = ("detector", "draw", "seconds", *FIGURES)
    measure_each(Cell, cells(call), call.rows, partial(measured, call=call), shown)


def measured(cell: Cell, call: argparse.Namespace) -> Row:
    data = cell.data(call.data)
    test = test_part(data)
    learnt, found = learnt_and_found(data, test, cell.flags(), cell.seed, Machine(cell.threads))
    return row_of(cell, {"pictures": count(data, "train"), **learnt}, found, test, call.rows)


def report(call: argparse.Namespace) -> None:
    rows = [row for row in kept_rows(call.rows) if row["detector"] in call.detectors]
    rows.sort(key=lambda row: (row["draw"] != FIRST, row["draw"], list(DETECTORS).index(row["detector"])))
    head = ("pictures", "detector", "n", "AP", "AP50", "epochs", "minutes", "asked for")
    print(table(head, [_line(row, call) for row in rows]))


def _line(row: Row, call: argparse.Namespace) -> list[object]:
    test = test_part(cell_of(Cell, row).data(call.data))
    found = matches_of(row, test, call.rows)
    figures = [told(estimate([found], name)) for name in FIGURES]
    minutes = row["seconds"] / 60
    asked = ""
    if row["detector"] not in IN_STEPS:
        reached = row["ap50"] >= LEAST_AP50, minutes <= MOST_MINUTES
        asked = f"AP50 >= {LEAST_AP50}: {_yes(reached[0])}, minutes <= {MOST_MINUTES:g}: {_yes(reached[1])}"
    pictures = f"{row['pictures']}, {row['draw']}"
    return [pictures, row["detector"], row["n"], *figures, row["epochs"] or "", f"{minutes:.1f}", asked]


def _yes(reached: bool) -> str:
    return "yes" if reached else "no"


def main() -> None:
    parser = arguments(__doc__, "detector_few.jsonl")
    parser.add_argument("--detectors", nargs="+", choices=DETECTORS, default=list(DETECTORS))
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seeds", nargs="*", type=int, default=[0, 1, 2])
    steps = {"run": measure, "table": report}
    carry_out(parser.parse_args(), steps, ("torch", "onnxruntime", "openvino", "scikit-image"))


if __name__ == "__main__":
    main()
