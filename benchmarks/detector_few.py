"""Things found from 20 annotated pictures of drone-cars: R-CNN beside detectors trained on the same 20.

    python benchmarks/detector_few.py run --rows few.jsonl [--minutes 2] [--seeds 0 1 2] [--threads 2]
    python benchmarks/detector_few.py table --rows few.jsonl

`first` are the first 20 pictures of the training part (`detector_sets.py`) in the order of flights and
frames; a seed draws 20 of it. Each row is `huoyan train` from command to exit, of these 20 the validation
pictures too. R-CNN and Faster R-CNN see with the same ImageNet backbone, yolox begins with the COCO file,
yolo with random weights; those that learn in steps are given --minutes. The test part is that of
`detector_sets.py`: neighbours of the training pictures, so figures are optimistic. Finished cells are in the
file of rows and not run again.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from common import SHARED, keep_row, kept_rows, machine, table
from detector_runs import Machine, train
from detector_scores import (
    FIGURES,
    estimate,
    found_by,
    found_folder,
    matches,
    read_found,
    test_part,
    told,
    values,
    write_found,
)
from detector_sets import count, few, flight_and_frame, written
from huoyan.data.dataset import Dataset

SET, PICTURES, FIRST = "drone-cars", 20, "first"
COCO = SHARED / "weights" / "yolox_nano_coco.onnx"
BACKBONE, IMAGENET = "mobilenetv2_100", SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
# What has to be reached by R-CNN: AP50, and minutes from command to exit.
LEAST_AP50, MOST_MINUTES = 0.5, 2.0
IN_STEPS: dict[str, list[object]] = {
    "yolox": ["--weights", COCO],
    "faster_rcnn": ["--weights", IMAGENET, "--option", f"backbone={BACKBONE}"],
    "yolo": [],
}
DETECTORS: dict[str, list[object]] = {
    "rcnn": ["--weights", IMAGENET, "--features", BACKBONE],
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
    done = {key_of(row) for row in kept_rows(call.rows)}
    for cell in cells(call):
        if cell in done:
            continue
        row = measured(cell, call)
        keep_row(call.rows, row)
        print({name: row[name] for name in ("detector", "draw", "seconds", *FIGURES)}, flush=True)


def key_of(row: dict[str, Any]) -> Cell:
    return Cell(**{name: row[name] for name in Cell.__slots__})


def measured(cell: Cell, call: argparse.Namespace) -> dict[str, Any]:
    data = cell.data(call.data)
    test = test_part(data)
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "run"
        learnt = train(data, out, cell.flags(), cell.seed, Machine(call.threads))
        found = found_by(out, test)
    file = found_folder(call.rows) / f"{cell.name}.json"
    write_found(file, found)
    trained = count(data, "train")
    return {**asdict(cell), "pictures": trained, **learnt, **values(found, test), "found": file.name}


def report(call: argparse.Namespace) -> None:
    rows = [row for row in kept_rows(call.rows) if row["detector"] in call.detectors]
    rows.sort(key=lambda row: (row["draw"] != FIRST, row["draw"], list(DETECTORS).index(row["detector"])))
    head = ("pictures", "detector", "n", "AP", "AP50", "epochs", "minutes", "asked for")
    print(table(head, [_line(row, call) for row in rows]))


def _line(row: dict[str, Any], call: argparse.Namespace) -> list[object]:
    test = test_part(key_of(row).data(call.data))
    found = matches(read_found(found_folder(call.rows) / row["found"]), test)
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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("run", "table"))
    parser.add_argument("--rows", type=Path, default=Path("detector_few.jsonl"))
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "huoyan-detector")
    parser.add_argument("--detectors", nargs="+", choices=DETECTORS, default=list(DETECTORS))
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seeds", nargs="*", type=int, default=[0, 1, 2])
    parser.add_argument("--threads", type=int, default=2)
    call = parser.parse_args()
    call.data.mkdir(parents=True, exist_ok=True)
    print(machine("torch", "onnxruntime", "openvino", "scikit-image", "huoyan") + "\n")
    {"run": measure, "table": report}[call.what](call)


if __name__ == "__main__":
    main()
