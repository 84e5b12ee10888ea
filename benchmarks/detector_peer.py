"""Detectors that learn for the same minutes from the same pictures: ours beside ultralytics' nano models.

    python benchmarks/detector_peer.py run --rows peer.jsonl --peer-python PYTHON [--minutes 10] [--threads 2]
    python benchmarks/detector_peer.py run --rows peer.jsonl --peer-python PYTHON --side-by-side
    python benchmarks/detector_peer.py table --rows peer.jsonl

From random weights, and ours on an ImageNet backbone too; none has seen a box before. All at 320 px, and
otherwise as they choose themselves. Training, validation and test pictures are the same files
(`detector_sets.py`); the test part is opened once, by the finished model. Ours has to be exported, proven and
reported within the minutes (`huoyan train --minutes`), the peer trains all of them and is not timed
afterwards. What both found is scored alike (`detector_scores.py`) and kept in a folder beside the rows.

One after the other each has the whole machine. `--side-by-side`: ours and a peer at the same time, each with
one thread on a core of its own (taskset), the cores swapped from seed to seed: what disturbs one disturbs
both.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from common import kept_rows, run, table
from detector_cells import Row, arguments, carry_out, matches_of, measure_together, row_of
from detector_runs import BACKBONE, BACKBONE_WEIGHTS, Machine, train
from detector_scores import FIGURES, estimate, found_by, lead, read_found, test_part, told
from detector_sets import counts, written
from huoyan.metrics.detection.matching import Matches

NETWORK = "yolo_n"
ON_BACKBONE = f"{NETWORK} on {BACKBONE}"
OURS: dict[str, tuple[str, ...]] = {
    NETWORK: (),
    ON_BACKBONE: ("--option", f"backbone={BACKBONE}", "--weights", str(BACKBONE_WEIGHTS)),
}
PEER, SECOND_PEER = "yolo26n", "yolo11n"
# The first set has both peers; pairs are those that run side by side.
PAIRS = {
    "bccd": ((NETWORK, PEER), (ON_BACKBONE, SECOND_PEER)),
    "drone-cars": ((NETWORK, PEER), (ON_BACKBONE, PEER)),
    "penn_fudan": ((NETWORK, PEER), (ON_BACKBONE, PEER)),
}
# Beyond the minutes, for a peer's last epoch, its answers and whatever else a busy machine takes.
PATIENCE_S = 1200
FOUND = "found.json"


@dataclass(frozen=True, slots=True)
class Cell:
    """One training. beside: who ran at the same time, or nobody; core: of the one thread, or any."""

    set: str
    seed: int
    who: str
    minutes: float
    threads: int
    beside: str | None = None
    core: int | None = field(default=None, compare=False)

    @property
    def machine(self) -> Machine:
        return Machine(self.threads, self.core, 3 * 60 * self.minutes + PATIENCE_S)

    @property
    def name(self) -> str:
        """Of the file of what was found."""
        parts = (self.set, self.seed, self.who, self.minutes, self.threads, self.beside or "alone")
        return "-".join(map(str, parts)).replace(" ", "_")


def cells(call: argparse.Namespace) -> list[tuple[Cell, ...]]:
    """What runs at the same time, one after the other."""
    found: list[tuple[Cell, ...]] = []
    for name in call.sets:
        for seed in call.seeds:
            if call.side_by_side:
                found += [_pair(name, seed, pair, call.minutes) for pair in PAIRS[name]]
            else:
                names = dict.fromkeys(who for pair in PAIRS[name] for who in pair)
                found += [(Cell(name, seed, who, call.minutes, call.threads),) for who in names]
    return found


def _pair(name: str, seed: int, pair: tuple[str, str], minutes: float) -> tuple[Cell, ...]:
    return tuple(
        Cell(name, seed, who, minutes, 1, beside, (at + seed) % 2)
        for at, (who, beside) in enumerate((pair, pair[::-1]))
    )


def trained(cell: Cell, folder: Path, data: Path, call: argparse.Namespace) -> Row:
    """Seconds of the whole process, those of the training, and its epochs; `folder`: for what it leaves."""
    folder.mkdir()
    return _ours(cell, data, folder) if cell.who in OURS else _peer(cell, data, folder, call.peer_python)


def _ours(cell: Cell, data: Path, folder: Path) -> Row:
    flags = ["--model", NETWORK, *OURS[cell.who], "--size", 320, "--minutes", cell.minutes]
    return train(data, folder / "run", flags, cell.seed, cell.machine)


def _peer(cell: Cell, data: Path, folder: Path, python: str) -> Row:
    script = Path(__file__).with_name("detector_ultralytics.py")
    command = [*cell.machine.pin, python, script, "train", cell.who, "--data", data]
    listed = folder / "test.txt"
    listed.write_text("\n".join(str(sample.path) for sample in test_part(data).samples))
    limits = ["--minutes", cell.minutes, "--threads", cell.threads, "--seed", cell.seed]
    files = ["--pictures", listed, "--found", folder / FOUND]
    done = run(
        [str(part) for part in (*command, *limits, *files)],
        env={"PYTHONPATH": ""},
        timeout_s=cell.machine.patience_s,
    )
    return {"seconds": done.seconds, **json.loads(done.output.splitlines()[-1])}


def measure(call: argparse.Namespace) -> None:
    shown = ("set", "seed", "who", "beside", "epochs", "seconds", *FIGURES)
    measure_together(Cell, cells(call), call.rows, partial(measured, call=call), shown)


def measured(together: Sequence[Cell], call: argparse.Namespace) -> list[Row]:
    """Answers are scored when all have finished, so that no one is disturbed."""
    data = written(together[0].set, call.data)
    test = test_part(data)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(len(together)) as pool:
        folders = [Path(scratch) / str(at) for at in range(len(together))]
        told = list(pool.map(partial(trained, data=data, call=call), together, folders))
        found = [
            found_by(folder / "run", test) if cell.who in OURS else read_found(folder / FOUND)
            for cell, folder in zip(together, folders, strict=True)
        ]
    return [
        row_of(cell, {**counts(data), **said}, things, test, call.rows)
        for cell, said, things in zip(together, told, found, strict=True)
    ]


def report(call: argparse.Namespace) -> None:
    """For each set and each way of running: the figures, then by how much ours are higher."""
    rows = kept_rows(call.rows)
    figures: list[list[object]] = []
    leads: list[list[object]] = []
    for name in dict.fromkeys(row["set"] for row in rows):
        test = test_part(written(name, call.data))
        for way in dict.fromkeys(_way(row) for row in rows if row["set"] == name):
            own = [row for row in rows if row["set"] == name and _way(row) == way]
            found = {id(row): matches_of(row, test, call.rows) for row in own}
            groups = _grouped(own)
            figures += [_figures(name, way, who, group, found) for who, group in groups.items()]
            leads += _leads(name, way, own, found)
    head = ("set", "minutes, way", "who", "beside", "seeds", "n", "AP", "of each seed", "AP50")
    print(table([*head, "epochs", "s in all"], figures))
    head = ("set", "minutes, way", "ours", "the peer", "seeds", "n", "AP higher by", "AP50 higher by")
    print("\n" + table(head, leads))


def _way(row: Row) -> str:
    together = "side by side" if row["beside"] else "one after the other"
    return f"{row['minutes']:g} min, {row['threads']} thread{'s' * (row['threads'] > 1)}, {together}"


def _grouped(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["who"], row["beside"] or "nobody"), []).append(row)
    return groups


def _figures(
    name: str, way: str, who: tuple[str, str], rows: list[Row], found: dict[int, Matches]
) -> list[object]:
    seeds = [found[id(row)] for row in rows]
    ap, ap50 = (told(estimate(seeds, figure)) for figure in FIGURES)
    each = " ".join(f"{row['ap']:.3f}" for row in rows)
    spent = (statistics.median(row[part] for row in rows) for part in ("epochs", "seconds"))
    return [name, way, *who, len(rows), rows[0]["n"], ap, each, ap50, *(f"{value:.0f}" for value in spent)]


def _leads(name: str, way: str, rows: list[Row], found: dict[int, Matches]) -> list[list[object]]:
    """Of those that ran at the same time, or, one after the other, of all."""
    lines: list[list[object]] = []
    for ours in OURS:
        for peer in (PEER, SECOND_PEER):
            pairs = [
                (found[id(one)], found[id(other)])
                for one in rows
                for other in rows
                if (one["who"], other["who"], one["seed"]) == (ours, peer, other["seed"])
                and one["beside"] in (None, peer)
                and other["beside"] in (None, ours)
            ]
            if pairs:
                first, second = zip(*pairs, strict=True)
                both = [told(lead(first, second, figure), "+") for figure in FIGURES]
                lines.append([name, way, ours, peer, len(pairs), first[0].true.n, *both])
    return lines


def main() -> None:
    parser = arguments(__doc__, "detector_peer.jsonl")
    parser.add_argument("--peer-python", help="of an environment with ultralytics")
    parser.add_argument("--sets", nargs="+", choices=PAIRS, default=list(PAIRS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--side-by-side", action="store_true")
    call = parser.parse_args()
    if call.what == "run" and (call.peer_python is None or shutil.which(call.peer_python) is None):
        sys.exit("run needs --peer-python PYTHON, of an environment with ultralytics")
    carry_out(call, {"run": measure, "table": report}, ("torch", "faster-coco-eval"))


if __name__ == "__main__":
    main()
