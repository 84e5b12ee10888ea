"""Whether a teacher helps a small network, and whether an ensemble of three beats its members.

    python benchmarks/distil.py weather4 fashion-mnist --seeds 3        # about an hour on two cores
    python benchmarks/distil.py digits --quick                          # whether the script works

For each set and seed, on one split: three networks that differ by their draws, their ensemble, and one of
fewer parameters trained alone, with the first of the three as its teacher, and with the ensemble. Figures are
of the test part of each set, which no choice here looks at: the recipe is the plan's own. Prints a Markdown
table of accuracy and log loss, with what each loses against its teacher or gains over its members, and the
intervals of `huoyan.compare`, picture by picture.
"""

from __future__ import annotations

import argparse
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import huoyan
from common import SHARED, machine, table
from huoyan.data.dataset import Dataset
from huoyan.data.named.sets import NAMED_SETS
from huoyan.data.open import open_dataset, read_dataset
from huoyan.results import Estimate

ARCHIVES = {"weather4": "weather4/weather4.zip"}
# Folders of IDX files in the shared data, for sets that are named.
IDX = ("fashion-mnist", "mnist")
MEMBERS = 3
# The small network has at most half of the parameters: half of the channels make a quarter.
SMALL: Mapping[str, Any] = {"model": "cnn_half"}


@dataclass(frozen=True, slots=True)
class Row:
    """One model of one seed. against: whom the differences are to."""

    name: str
    seed: int
    parameters: int
    accuracy: Estimate
    log_loss: Estimate | None
    against: str = ""
    lead: Estimate | None = None
    loss_lead: Estimate | None = None


def opened(name: str, home: Path, seed: int) -> Dataset:
    """The set, divided once for all that learn from it: members with other draws have the same split."""
    if name in ARCHIVES:
        folder = home / name
        if not folder.exists():
            with zipfile.ZipFile(SHARED / ARCHIVES[name]) as archive:
                archive.extractall(folder)
        place = next(found.parent for found in sorted(folder.rglob("train")) if found.is_dir())
        read = read_dataset(place, say=lambda text: None)
    elif name in IDX:
        read = replace(read_dataset(SHARED / name, say=lambda text: None), name=name)
    else:
        assert name in NAMED_SETS
        read = read_dataset(name, say=lambda text: None)
    return open_dataset(read, val=0.15, test=0.15, seed=seed, say=lambda text: None)


def runs(data: Dataset, home: Path, seed: int, choices: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Each model by what it is, trained one after the other."""

    def trained(name: str, **more: Any) -> Path:
        out = home / f"{name.replace(' ', '-')}-{seed}"
        given = {"model": "cnn", "beside": ["none"], **choices, **more}
        huoyan.train(data, out=out, progress=False, **given)
        return out

    members = [trained(f"member {at + 1}", seed=100 * seed + at) for at in range(MEMBERS)]
    for at, member in enumerate(members):
        yield f"member {at + 1}", member
    joined = home / f"ensemble-{seed}"
    huoyan.train(data, ensemble=members, out=joined, progress=False)
    yield "ensemble", joined
    small = {**SMALL, "seed": 100 * seed + 50}
    yield "small alone", trained("small alone", **small)
    yield "small, taught by member 1", trained("small taught", **small, teacher=members[0])
    yield "small, taught by the ensemble", trained("small taught by all", **small, teacher=joined)


AGAINST = {
    "ensemble": "member 1",
    "small alone": "member 1",
    "small, taught by member 1": "member 1",
    "small, taught by the ensemble": "ensemble",
}


def rows(data: Dataset, home: Path, seed: int, choices: Mapping[str, Any]) -> Iterator[Row]:
    made = dict(runs(data, home, seed, choices))
    names = {folder.name: name for name, folder in made.items()}
    found = huoyan.compare(list(made.values()), data, engine="onnxruntime", say=lambda text: None)
    for each in found.runs:
        name, metrics = names[each.name], each.evaluation.score.metrics
        row = Row(name, seed, each.parameters, metrics["accuracy"], metrics.get("log_loss"))
        if (against := AGAINST.get(name)) is not None:
            row = replace(row, against=against, **_leads(found, each.name, made[against].name))
        yield row
    yield from _further(found, names, seed, "small, taught by member 1", "small alone")
    for at in range(1, MEMBERS):
        yield from _further(found, names, seed, "ensemble", f"member {at + 1}")


def _further(found: Any, names: Mapping[str, str], seed: int, first: str, second: str) -> Iterator[Row]:
    """The same model beside another one."""
    folder = {name: run for run, name in names.items()}
    each = next(one for one in found.runs if one.name == folder[first])
    metrics, leads = each.evaluation.score.metrics, _leads(found, folder[first], folder[second])
    yield Row(first, seed, each.parameters, metrics["accuracy"], metrics.get("log_loss"), second, **leads)


def _leads(found: Any, first: str, second: str) -> dict[str, Estimate]:
    """Of accuracy and log loss: the first less the second."""
    for pair in found.pairs:
        if {pair.first, pair.second} == {first, second}:
            turned = pair.first != first
            apart = {name: _turned(each) if turned else each for name, each in pair.differences.items()}
            return {"lead": apart["accuracy"], "loss_lead": apart["log_loss"]}
    raise KeyError((first, second))


def _turned(each: Estimate) -> Estimate:
    return Estimate(-each.value, -each.high, -each.low, each.n)


def _told(each: Estimate | None, points: float = 1.0) -> str:
    if each is None:
        return ""
    return f"{points * each.value:.2f} [{points * each.low:.2f}, {points * each.high:.2f}]"


def _cells(name: str, row: Row) -> tuple[object, ...]:
    return (
        name,
        row.seed,
        row.name,
        f"{row.parameters:,}",
        _told(row.accuracy, 100),
        _told(row.log_loss),
        row.against,
        _told(row.lead, 100),
        _told(row.loss_lead),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", choices=[*ARCHIVES, *IDX, "digits"])
    parser.add_argument("--seeds", type=int, default=3, help="splits of photos, and draws of all networks")
    parser.add_argument("--epochs", type=float, default=None, help="of all networks (default: the plan's)")
    parser.add_argument(
        "--quick", action="store_true", help="one seed and one epoch: the numbers mean nothing"
    )
    given = parser.parse_args()
    seeds, epochs = (1, 1.0) if given.quick else (given.seeds, given.epochs)
    choices = {} if epochs is None else {"epochs": epochs}
    print(machine("torch", "onnxruntime", "openvino"))
    told = []
    with tempfile.TemporaryDirectory() as home:
        for name in given.sets:
            for seed in range(seeds):
                data = opened(name, Path(home), seed)
                told += [_cells(name, row) for row in rows(data, Path(home) / f"{name}-runs", seed, choices)]
    heads = (
        "set",
        "seed",
        "model",
        "parameters",
        "accuracy, %",
        "log loss",
        "beside",
        "points more",
        "log loss more",
    )
    print(table(heads, told))


if __name__ == "__main__":
    main()
