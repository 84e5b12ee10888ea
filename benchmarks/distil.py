"""Whether a teacher helps a small network, and whether an ensemble of three beats its members.

    python benchmarks/distil.py weather4 --size 64 --epochs 30 --validate      # which temperature and weight
    python benchmarks/distil.py weather4 --size 64 --epochs 30                 # the figures, test part once
    python benchmarks/distil.py fashion-mnist --learn 10000 --epochs 6 --small-epochs 15
    python benchmarks/distil.py digits --quick                                 # whether the script works

For each set, on one division in which copies stay together: three networks that differ by their draws, their
ensemble, and one of fewer parameters trained alone, with the first of the three as its teacher, and with the
ensemble. Prints a Markdown table of accuracy and log loss on the test part, with what each loses against its
teacher or gains over its members, and the intervals of `huoyan.compare`, picture by picture. --validate
leaves the test part out and scores on validation: there values may be chosen.
"""

from __future__ import annotations

import argparse
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

import huoyan
from common import SHARED, machine, table
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.learn.feed.opened_data import open_material
from huoyan.results import Estimate
from huoyan.runs.events import no_listener
from huoyan.runs.recipe import recipe_from

ARCHIVES = {"weather4": "weather4/weather4.zip"}
# Folders of IDX files in the shared data, for sets that are named.
IDX = ("fashion-mnist", "mnist")
MEMBERS = 3
# The small network has at most half of the parameters: half of the channels make a quarter for photos.
# That of small pictures saves less with cnn_half, 17,018 of 29,178.
OF_PHOTOS: Mapping[str, Any] = {"model": "cnn_half"}
OF_IDX: Mapping[str, Any] = {"model": "cnn", "options": {"widths": [12, 24, 32]}}
TEMPERATURES, WEIGHTS = (2.0, 4.0), (0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Asked:
    """Choices of all networks, of the small ones besides, and of those that have a teacher."""

    of_all: Mapping[str, Any]
    of_small: Mapping[str, Any]
    of_taught: Mapping[str, Any]

    def small(self, name: str, seed: int) -> dict[str, Any]:
        """Of the small network for a set."""
        kind = OF_IDX if name in (*IDX, "digits") else OF_PHOTOS
        return {**kind, **self.of_small, "seed": 100 * seed + 50}


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


def opened(name: str, home: Path, seed: int, learn: int | None) -> Dataset:
    """The set, divided once for all that learn from it: members with other draws have the same split.

    Of photos the published parts are joined and divided anew, as copies lie in both. learn: no more than so
    many pictures for training and validation.
    """
    found = read(name, home)
    if learn is not None:
        rows = [at for at, sample in enumerate(found.samples) if sample.split != "test"]
        kept = set(np.random.default_rng(seed).permutation(rows)[:learn].tolist())
        found = found.take(
            [at for at in range(len(found)) if at in kept or found.samples[at].split == "test"]
        )
    recipe = recipe_from({"val": 0.15, "test": 0.3, "seed": seed})
    return open_material(found, recipe, lambda text: None, no_listener).dataset


def read(name: str, home: Path) -> Dataset:
    if name in ARCHIVES:
        folder = home / name
        if not folder.exists():
            with zipfile.ZipFile(SHARED / ARCHIVES[name]) as archive:
                archive.extractall(folder)
        place = next(found.parent for found in sorted(folder.rglob("train")) if found.is_dir())
        data = read_dataset(place, say=lambda text: None)
        return replace(data, samples=tuple(replace(sample, split=None) for sample in data.samples))
    place = SHARED / name if name in IDX else name
    return replace(read_dataset(place, say=lambda text: None), name=name)


def validated(data: Dataset, home: Path, seed: int, asked: Asked) -> Iterator[tuple[object, ...]]:
    """Teacher, the small network alone, and taught at each temperature and weight, scored on validation."""
    known = data.keep(lambda sample: sample.split != "test")

    def scored(name: str, **more: Any) -> tuple[object, ...]:
        out = home / f"{name.replace(' ', '-')}-{seed}"
        given = {"model": "cnn", "beside": ["none"], **asked.of_all, **more}
        run = huoyan.train(known, out=out, progress=False, **given)
        assert run.evaluation.split == "val"
        metrics = run.evaluation.score.metrics
        cells = name, f"{run.artifact.manifest.network.parameters:,}", _told(metrics["accuracy"], 100)
        print(
            table(VALIDATED, [(data.name, *cells, _told(metrics["log_loss"]))]).splitlines()[-1], flush=True
        )
        return (data.name, *cells, _told(metrics["log_loss"]))

    yield scored("teacher", seed=100 * seed)
    small = asked.small(data.name, seed)
    yield scored("small alone", **small)
    taught = {**small, "teacher": home / f"teacher-{seed}"}
    for temperature, weight in product(TEMPERATURES, WEIGHTS):
        name = f"small taught T{temperature:g} w{weight:g}"
        yield scored(name, **taught, distil_temperature=temperature, distil_weight=weight)


VALIDATED = ("set", "model", "parameters", "validation accuracy, %", "validation log loss")


def runs(data: Dataset, home: Path, seed: int, asked: Asked) -> Iterator[tuple[str, Path]]:
    """Each model by what it is, trained one after the other."""

    def trained(name: str, **more: Any) -> Path:
        out = home / f"{name.replace(' ', '-')}-{seed}"
        given = {"model": "cnn", "beside": ["none"], **asked.of_all, **more}
        if not (out / "report.html").exists():  # kept from an earlier call
            huoyan.train(data, out=out, progress=False, **given)
        return out

    members = [trained(f"member {at + 1}", seed=100 * seed + at) for at in range(MEMBERS)]
    for at, member in enumerate(members):
        yield f"member {at + 1}", member
    joined = home / f"ensemble-{seed}"
    if not (joined / "report.html").exists():
        huoyan.train(data, ensemble=members, out=joined, progress=False)
    yield "ensemble", joined
    small = asked.small(data.name, seed)
    yield "small alone", trained("small alone", **small)
    yield "small, taught by member 1", trained("small taught", **small, **asked.of_taught, teacher=members[0])
    yield (
        "small, taught by the ensemble",
        trained("small taught by all", **small, **asked.of_taught, teacher=joined),
    )


AGAINST = {
    "ensemble": "member 1",
    "small alone": "member 1",
    "small, taught by member 1": "member 1",
    "small, taught by the ensemble": "ensemble",
}


def rows(data: Dataset, home: Path, seed: int, asked: Asked) -> Iterator[Row]:
    made = dict(runs(data, home, seed, asked))
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
    digits = 3 if points == 1 else 2
    told = (f"{points * value:.{digits}f}" for value in (each.value, each.low, each.high))
    return "{} [{}, {}]".format(*told)


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


def _said(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", choices=[*ARCHIVES, *IDX, "digits"])
    parser.add_argument("--seeds", type=int, default=1, help="splits of photos, and draws of all networks")
    parser.add_argument("--learn", type=int, help="of the pictures for training and validation, so many")
    parser.add_argument("--epochs", type=float, default=None, help="of all networks (default: the plan's)")
    parser.add_argument(
        "--small-epochs", type=float, default=None, help="of the small ones (default: as many)"
    )
    parser.add_argument("--size", type=int, default=None, help="of the pictures (default: the plan's)")
    parser.add_argument("--temperature", type=float, default=None, help="default: huoyan's")
    parser.add_argument("--weight", type=float, default=None, help="of the teacher (default: huoyan's)")
    parser.add_argument("--validate", action="store_true", help="choose values, without the test part")
    parser.add_argument("--home", type=Path, help="where runs are kept, and taken from where they are there")
    parser.add_argument(
        "--quick", action="store_true", help="one seed and one epoch: the numbers mean nothing"
    )
    given = parser.parse_args()
    seeds, epochs = (1, 1.0) if given.quick else (given.seeds, given.epochs)
    small_epochs = None if given.quick else given.small_epochs
    asked = Asked(
        _said(epochs=epochs, size=given.size),
        _said(epochs=small_epochs),
        _said(distil_temperature=given.temperature, distil_weight=given.weight),
    )
    print(machine("torch", "onnxruntime", "openvino"))
    told: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as lent:
        home = given.home or Path(lent)
        for name, seed in product(given.sets, range(seeds)):
            data = opened(name, home, seed, given.learn)
            print(name, {part: len(data.split(part)) for part in ("train", "val", "test")}, flush=True)
            if given.validate:
                told += validated(data, home / f"{name}-validated", seed, asked)
            else:
                found = rows(data, home / f"{name}-runs", seed, asked)
                told += [_cells(name, row) for row in found]
    if given.validate:
        print(table(VALIDATED, told))
        return
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
