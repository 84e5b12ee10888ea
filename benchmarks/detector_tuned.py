"""Detectors fine-tuned from the COCO file, all defaults: how good, how soon, from how many pictures.

    python benchmarks/detector_tuned.py run --rows tuned.jsonl [--weights FILE] [--seeds 0 1 2] [--threads 2]
    python benchmarks/detector_tuned.py table --rows tuned.jsonl

Each training is `huoyan train DATA --weights FILE` from command to exit: decided, trained, exported, proven,
scored, reported. `detector_sets.py` says which pictures train and test. On sets whose classes COCO knows,
the file itself stands beside (`huoyan import-onnx`, of its 80 classes those of the set), and by how much
training raises it on the same test pictures. The learning curve: bccd from 10, 20 and 50 of its training
pictures, of which `huoyan train` takes its validation part, beside all 205 and bccd's own 87.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
from detector_runs import COCO_WEIGHTS, Machine, import_yolox
from detector_scores import FIGURES, estimate, found_by, lead, test_part, told
from detector_sets import SETS, counts, few, written
from huoyan.data.dataset import Dataset
from huoyan.metrics.detection.matching import Matches
from huoyan.metrics.detection.things import FoundThings

CURVE, AMOUNTS = "bccd", (10, 20, 50)
UNTRAINED = {"drone-cars", "drone-cars by flight", "penn_fudan"}
# What has to be reached: AP, AP50 and minutes from command to exit.
BARS: dict[str, tuple[float | None, float | None, float | None]] = {
    "bccd": (0.61, 0.90, 6),
    "drone-cars": (0.80, None, 2),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """pictures: of the training part, None for all. seed: None where nothing is trained."""

    set: str
    seed: int | None
    pictures: int | None = None
    threads: int | None = None

    @property
    def name(self) -> str:
        return "-".join(str(part) for part in asdict(self).values()).replace(" ", "_")

    def data(self, folder: Path) -> Path:
        if self.pictures is None:
            return written(self.set, folder)
        return written(self.set, folder, few(self.pictures), f" of {self.pictures}")


def cells(call: argparse.Namespace) -> list[Cell]:
    found = [Cell(name, seed, None, call.threads) for seed in call.seeds for name in call.sets]
    found += [Cell(name, None) for name in call.sets if name in UNTRAINED]
    if CURVE in call.sets:
        found += [Cell(CURVE, call.seeds[0], n, call.threads) for n in AMOUNTS]
    return found


def measure(call: argparse.Namespace) -> None:
    shown = ("set", "seed", "pictures", "seconds", *FIGURES)
    measure_each(Cell, cells(call), call.rows, partial(measured, call=call), shown)


def measured(cell: Cell, call: argparse.Namespace) -> Row:
    data = cell.data(call.data)
    test = test_part(data)
    if cell.seed is None:
        return row_of(cell, counts(data), _untrained(call.weights, test), test, call.rows)
    flags = ["--weights", call.weights, *call.flags]
    learnt, found = learnt_and_found(data, test, flags, cell.seed, Machine(call.threads))
    return row_of(cell, {**counts(data), **learnt}, found, test, call.rows)


def _untrained(weights: Path, test: Dataset) -> FoundThings:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "run"
        import_yolox(weights, out)
        return found_by(out, test)


def report(call: argparse.Namespace) -> None:
    rows = [row for row in kept_rows(call.rows) if row["set"] in call.sets]
    tuned = [row for row in rows if row["seed"] is not None and row["pictures"] is None]
    head = ("set", "pictures", "seeds", "n", "AP", "of each seed", "AP50", "epochs", "minutes", "asked for")
    print(table(head, [_line(own, call) for own in _by_set(tuned)]))
    known = [row for row in rows if row["seed"] is None]
    if known:
        head = ("set", "n", "the file: AP", "AP50", "trained: AP", "AP higher by", "AP50 higher by")
        print("\n" + table(head, [_raised(row, tuned, call) for row in known]))
    curve = [row for row in rows if row["set"] == CURVE and row["seed"] == call.seeds[0]]
    curve.sort(key=lambda row: row["trained"] + row["val"])
    if curve:
        head = ("bccd, pictures", "of these validate", "n", "AP", "AP50", "minutes")
        print("\n" + table(head, [_point(row, call) for row in curve]))


def _by_set(rows: Sequence[Row]) -> list[list[Row]]:
    return [[row for row in rows if row["set"] == name] for name in dict.fromkeys(row["set"] for row in rows)]


def _line(rows: list[Row], call: argparse.Namespace) -> list[object]:
    first = rows[0]
    seeds = _matches(rows, call)
    ap, ap50 = (estimate(seeds, name) for name in FIGURES)
    minutes = [row["seconds"] / 60 for row in rows]
    spent = f"{statistics.median(minutes):.1f} ({min(minutes):.1f}-{max(minutes):.1f})"
    each = " ".join(f"{row['ap']:.3f}" for row in rows)
    asked = _asked(first["set"], ap.value, ap50.value, statistics.median(minutes))
    learnt = f"{first['trained']} + {first['val']}"
    epochs = f"{statistics.median(row['epochs'] for row in rows):.0f}"
    return [first["set"], learnt, len(rows), ap.n, told(ap), each, told(ap50), epochs, spent, asked]


def _asked(name: str, ap: float, ap50: float, minutes: float) -> str:
    bars = BARS.get(name, (None, None, None))
    parts = [
        f"{figure} {sign} {bar:g}: {'yes' if reached else 'no'}"
        for figure, sign, bar, reached in (
            ("AP", ">=", bars[0], ap >= (bars[0] or 0)),
            ("AP50", ">=", bars[1], ap50 >= (bars[1] or 0)),
            ("minutes", "<=", bars[2], minutes <= (bars[2] or 0)),
        )
        if bar is not None
    ]
    return ", ".join(parts)


def _raised(row: Row, tuned: list[Row], call: argparse.Namespace) -> list[object]:
    """Each seed beside the same answers of the file."""
    (file,) = _matches([row], call)
    seeds = _matches([each for each in tuned if each["set"] == row["set"]], call)
    before = [told(estimate([file], name)) for name in FIGURES]
    if not seeds:
        return [row["set"], row["n"], *before, "", "", ""]
    raised = [told(lead(seeds, [file] * len(seeds), name), "+") for name in FIGURES]
    return [row["set"], row["n"], *before, told(estimate(seeds, "ap")), *raised]


def _point(row: Row, call: argparse.Namespace) -> list[object]:
    figures = [told(estimate(_matches([row], call), name)) for name in FIGURES]
    own = row["val"] or "as drawn"
    return [row["trained"] + row["val"], own, row["n"], *figures, f"{row['seconds'] / 60:.1f}"]


def _matches(rows: Sequence[Row], call: argparse.Namespace) -> list[Matches]:
    """Of one set."""
    if not rows:
        return []
    test = test_part(cell_of(Cell, rows[0]).data(call.data))
    return [matches_of(row, test, call.rows) for row in rows]


def main() -> None:
    parser = arguments(__doc__, "detector_tuned.jsonl")
    parser.add_argument("--weights", type=Path, default=COCO_WEIGHTS)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--quick", action="store_true", help="one epoch; the numbers mean nothing")
    call = parser.parse_args()
    call.flags = ["--epochs", 1] if call.quick else []
    carry_out(call, {"run": measure, "table": report}, ("torch", "faster-coco-eval"))


if __name__ == "__main__":
    main()
