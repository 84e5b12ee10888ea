"""The cells of a benchmark of detectors: each is measured once, its row and what it found are kept.

A cell is a frozen dataclass whose fields stand in its row. A cell that has a row is not measured again; one
that was killed is. What was found lies in a folder beside the file of rows.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias, TypeVar

from common import keep_row, kept_rows, machine
from detector_runs import Machine, train
from detector_scores import found_by, matches, read_found, values, write_found
from huoyan.data.dataset import Dataset
from huoyan.metrics.detection.matching import Matches
from huoyan.metrics.detection.things import FoundThings

Row: TypeAlias = dict[str, Any]


class Cell(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def name(self) -> str:
        """Of the file of what was found."""


C = TypeVar("C", bound=Cell)


def cell_of(kind: type[C], row: Row) -> C:
    return kind(**{field.name: row[field.name] for field in fields(kind)})


def measure_each(
    kind: type[C], cells: Iterable[C], rows: Path, measured: Callable[[C], Row], shown: Sequence[str]
) -> None:
    """One cell after the other; `shown`: what of its row is printed."""
    groups = ((cell,) for cell in cells)
    measure_together(kind, groups, rows, lambda together: [measured(cell) for cell in together], shown)


def measure_together(
    kind: type[C],
    groups: Iterable[Sequence[C]],
    rows: Path,
    measured: Callable[[Sequence[C]], list[Row]],
    shown: Sequence[str],
) -> None:
    """The cells of a group at the same time; all of them again where one has no row."""
    done = {cell_of(kind, row) for row in kept_rows(rows)}
    for together in groups:
        if done.issuperset(together):
            continue
        for row in measured(together):
            keep_row(rows, row)
            print({name: row.get(name) for name in shown}, flush=True)
        done.update(together)


def learnt_and_found(
    data: Path, test: Dataset, flags: Sequence[object], seed: int, on: Machine
) -> tuple[Row, FoundThings]:
    """What the row of a training says of it, and what its model finds."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "run"
        return train(data, out, flags, seed, on), found_by(out, test)


def row_of(cell: Cell, told: Row, found: FoundThings, test: Dataset, rows: Path) -> Row:
    """Keeps what was found first. `told`: of the data and the training."""
    file = _found_folder(rows) / f"{cell.name}.json"
    write_found(file, found)
    return {**asdict(cell), **told, **values(found, test), "found": file.name}


def matches_of(row: Row, test: Dataset, rows: Path) -> Matches:
    return matches(read_found(_found_folder(rows) / row["found"]), test)


def _found_folder(rows: Path) -> Path:
    return rows.with_name(f"{rows.stem}-found")


def arguments(doc: str | None, rows: str) -> argparse.ArgumentParser:
    """Those that every benchmark of cells has; `rows`: the file of rows where none is named."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("run", "table"))
    parser.add_argument("--rows", type=Path, default=Path(rows))
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "huoyan-detector")
    parser.add_argument("--threads", type=int, default=2)
    return parser


def carry_out(
    call: argparse.Namespace, steps: dict[str, Callable[[argparse.Namespace], None]], packages: Sequence[str]
) -> None:
    """What is asked for, beneath a line that says on what machine and with which packages."""
    call.data.mkdir(parents=True, exist_ok=True)
    print(machine(*packages, "huoyan") + "\n")
    steps[call.what](call)
