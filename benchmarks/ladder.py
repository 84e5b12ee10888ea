"""The ladder beside a logistic regression of scikit-learn and beside fastai, on splits drawn anew.

    python benchmarks/ladder.py run --out ladder.jsonl --sets weather4 mnist --splits 20 [--minutes 3]
    python benchmarks/ladder.py fastai --out ladder.jsonl --python PYTHON --splits 5
    python benchmarks/ladder.py folds --out folds.jsonl --sets brain_mri [--minutes 3]
    python benchmarks/ladder.py rungs --out ladder.jsonl --splits 5
    python benchmarks/ladder.py table --out ladder.jsonl

Every split is drawn by the rule of `huoyan train` (classes in proportion, copies together), 30 % for the
test, or 1,000 training and 2,000 test pictures of the sets that have many. All learn from the same pictures
(the ladder divides them into training and validation itself) and answer the same test part, once. The file
of weights is the MobileNetV2 of the shared data for all three. scikit-learn: StandardScaler and
LogisticRegression with their defaults (max_iter 2,000) on what the network pools at 224 pixels. fastai:
`fine_tune(5)` of the same network from the same file, its input range and padding, in an environment of its
own (PYTHON).

`folds` answers every picture once, in five folds that keep copies together. `rungs` scores the head that each
rung of heads comes to on the same test parts: what the ladder could have chosen. No decision rests on it.

Of a set the mean difference stands with its interval by the corrected resampled t-test (Nadeau and Bengio
2003); of all sets the mean of the sets' differences with Student's interval over sets. What is in the file
is not run again.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import statistics
import subprocess
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy.stats import t as student
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import huoyan
from common import SHARED, machine, table
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.copies.split_groups import split_sides
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.data.splitting.splits import assign
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.features.classical import CLASSICAL, PHOTO_SIDE, classical
from huoyan.learn.features.joined import joined_features
from huoyan.learn.head_training.folds import Folds
from huoyan.learn.head_training.head_search import Tried, better, fit_chosen, tries
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.head_training.vectors import vectors
from huoyan.learn.ladder.on_features import PRODUCTS
from huoyan.preprocess import Colour, Preprocess
from huoyan.runs.named_network import NamedNetwork

WEIGHTS = SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
TEST, TRAINED, TESTED = 0.3, 1000, 2000
MOST = 5000  # of sets with more pictures so many as above are drawn
FOLDS = 5
TIMED = 5  # splits on which nothing is known from an earlier one
# Archive, and the folders whose pictures are put together and divided anew.
ARCHIVES = {
    "weather4": ("weather4/weather4.zip", ("train", "test")),
    "brain_mri": ("medical/brain_mri.zip", (".",)),
    "vehicle_types6": ("vehicles/vehicle_types6.zip", ("train", "test")),
    "grocery40": ("products/grocery40.zip", ("train", "val", "test")),
    "cifar10": ("cifar10/cifar10_jpeg_subset.zip", ("train", "test")),
}
MANY = {"mnist": "mnist", "fashion-mnist": "fashion-mnist"}
SETS = (*ARCHIVES, *MANY)
SMALL: dict[str, tuple[int, Colour]] = {
    "mnist": (28, "grey"),
    "fashion-mnist": (28, "grey"),
    "cifar10": (32, "rgb"),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """All pictures of a set, none of them with a split. clusters: copies that stay together."""

    data: Dataset
    clusters: list[list[int]]


def whole(name: str, folder: Path) -> Whole:
    data = _many(name, folder) if name in MANY else _unpacked(name, folder)
    data = replace(data, samples=tuple(replace(sample, split=None) for sample in data.samples))
    seen = glance(data)
    return Whole(data, split_sides(data, seen, match(seen), TEST).clusters)


def _unpacked(name: str, folder: Path) -> Dataset:
    archive, parts = ARCHIVES[name]
    place = folder / name
    if not place.exists():
        with zipfile.ZipFile(SHARED / archive) as opened:
            opened.extractall(place)
    if parts == (".",):
        return read_dataset(place, say=lambda text: None)
    pictures = place / "together"
    for part in parts:
        for root in [found for found in place.rglob(part) if found.is_dir() and found.parent != pictures]:
            for file in sorted(root.glob("*/*")):
                target = pictures / file.parent.name / f"{part}-{file.name}"
                target.parent.mkdir(parents=True, exist_ok=True)
                file.rename(target)
    return read_dataset(pictures, say=lambda text: None)


def _many(name: str, folder: Path) -> Dataset:
    """PNG files of enough pictures for every split: what people have are files."""
    place = folder / name
    if not place.exists():
        data = read_dataset(SHARED / MANY[name], say=lambda text: None)
        chosen = np.random.default_rng(0).permutation(len(data))[:12_000]
        for at in chosen:
            sample = data.samples[at]
            assert sample.pixels is not None
            target = place / data.classes[sample.labels[0]].replace("/", "-")
            target.mkdir(parents=True, exist_ok=True)
            Image.fromarray(sample.pixels.squeeze()).save(target / f"{at}.png")
    return read_dataset(place, say=lambda text: None)


def divided(every: Whole, name: str, seed: int) -> Dataset:
    """With a training and a test part; nothing is set apart for validation."""
    if len(every.data) > MOST:
        order = np.random.default_rng(seed).permutation(len(every.data))
        learnt, tested = order[:TRAINED], order[TRAINED : TRAINED + TESTED]
        samples = every.data.samples
        return replace(
            every.data,
            name=name,
            samples=(
                *(replace(samples[at], split="train") for at in learnt),
                *(replace(samples[at], split="test") for at in tested),
            ),
        )
    drawn = assign(every.data, 0.0, TEST, seed, lambda text: None, every.clusters)
    return replace(drawn, name=name)


def fold(every: Whole, name: str, part: int) -> Dataset:
    """With one part of FOLDS to test on, as even as copies that stay together allow."""
    groups = np.arange(len(every.data))
    for cluster in every.clusters:
        groups[cluster] = cluster[0]
    dealt = Folds.drawn(every.data.targets(), groups, parts=FOLDS, repeats=1, seed=0).fold[0]
    sides = ["test" if at == part else "train" for at in dealt]
    samples = zip(every.data.samples, sides, strict=True)
    return replace(every.data, name=name, samples=tuple(replace(s, split=side) for s, side in samples))


def ladder(data: Dataset, minutes: float, cache: Path | None) -> dict[str, Any]:
    """cache: where features of other splits are; None: there are none, as for data that are new."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUOYAN_CACHE"] = str(cache or Path(folder) / "cache")
        began = time.perf_counter()
        choices = {"weights": str(WEIGHTS), "minutes": minutes, "beside": ("none",)}
        run = huoyan.train(data, out=Path(folder) / "run", progress=False, **choices)
        seconds = time.perf_counter() - began
        accuracy = run.evaluation.score.metrics["accuracy"]
        rungs = json.loads((Path(folder) / "run" / "metrics.json").read_text()).get("ladder")
        recipe = (Path(folder) / "run" / "recipe.toml").read_text()
    chosen = next(line for line in recipe.splitlines() if line.startswith("model"))
    return {
        "accuracy": accuracy.value,
        "n": accuracy.n,
        "seconds": seconds,
        "fresh": cache is None,
        "minutes": minutes,
        "chosen": chosen,
        "rungs": rungs,
    }


def plain(data: Dataset, cache: Path) -> dict[str, Any]:
    os.environ["HUOYAN_CACHE"] = str(cache)
    began = time.perf_counter()
    asked = NamedNetwork(weights=WEIGHTS, options={"pad_type": "same"}, mean=(0.5,) * 3, std=(0.5,) * 3)
    graph = backbone_features("mobilenetv2_100", asked, size=224, joined=0)
    found = vectors(graph, data, [sample.picture.sha256() for sample in data.samples])
    targets, is_test = data.targets(), np.array([sample.split == "test" for sample in data.samples])
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    model.fit(found.rows[~is_test], targets[~is_test])
    right = float((model.predict(found.rows[is_test]) == targets[is_test]).mean())
    return {"accuracy": right, "n": int(is_test.sum()), "seconds": time.perf_counter() - began}


def rungs(data: Dataset, cache: Path) -> dict[str, Any]:
    """The share of right answers of the best linear head on each kind of features."""
    os.environ["HUOYAN_CACHE"] = str(cache)
    began = time.perf_counter()
    asked = NamedNetwork(weights=WEIGHTS, options={"pad_type": "same"}, mean=(0.5,) * 3, std=(0.5,) * 3)
    network = backbone_features("mobilenetv2_100", asked)
    side, colour = SMALL.get(data.name, (PHOTO_SIDE, "rgb"))
    graphs = {
        "classical": classical(CLASSICAL, Preprocess(side, side, colour=colour)),
        "frozen": network,
        "joined": joined_features(CLASSICAL, network),
    }
    contents = [sample.picture.sha256() for sample in data.samples]
    tested = np.array([sample.split == "test" for sample in data.samples])
    found: dict[str, float] = {}
    for name, graph in graphs.items():
        rows = vectors(graph, data, contents).rows
        pool = Pool.of(data, contents, {}, weighted=True, seed=0)
        pool = replace(pool, blocks=graph.blocks)
        best: Tried | None = None
        for tried in tries(pool, rows[~tested], pool.folds(), PRODUCTS, lambda: False):
            best = tried if better(tried, best, pool.targets) else best
        assert best is not None
        answers = fit_chosen(pool, rows[~tested], best).decide(rows[tested]).argmax(axis=1)
        found[name] = float((answers == data.targets()[tested]).mean())
    return {"accuracy": max(found.values()), "by_rung": found, "seconds": time.perf_counter() - began}


def fastai(data: Dataset, python: str, folder: Path) -> dict[str, Any]:
    listed, answer = folder / "split.csv", folder / "fastai.json"
    with listed.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(["path", "label", "split"])
        rows.writerows([s.path, data.classes[s.labels[0]], s.split] for s in data.samples)
    script = Path(__file__).with_name("ladder_fastai.py")
    environment = {**os.environ, "PYTHONPATH": ""}
    subprocess.run([python, script, listed, WEIGHTS, answer], check=True, env=environment)
    return dict(json.loads(answer.read_text()))


def answered(who: str, data: Dataset, seed: int, call: argparse.Namespace) -> dict[str, Any]:
    cache = call.data / "cache"
    if who == "ladder":
        return ladder(data, call.minutes, None if seed < TIMED else cache)
    if who == "folds":
        return ladder(data, call.minutes, cache)
    if who == "rungs":
        return rungs(data, cache)
    return plain(data, cache) if who == "scikit-learn" else fastai(data, call.python, call.data)


def known(out: Path) -> list[dict[str, Any]]:
    lines = out.read_text().splitlines() if out.exists() else []
    return [json.loads(line) for line in lines]


def measured(call: argparse.Namespace, contestants: Sequence[str]) -> Iterator[dict[str, Any]]:
    done = {(row["set"], row["seed"], row["who"]) for row in known(call.out)}
    call.data.mkdir(parents=True, exist_ok=True)
    for name in call.sets:
        every: Whole | None = None
        for seed in range(FOLDS if call.what == "folds" else call.splits):
            for who in contestants:
                if (name, seed, who) in done:
                    continue
                every = every or whole(name, call.data)
                data = (fold if who == "folds" else divided)(every, name, seed)
                n = len(data.split("train"))
                found = answered(who, data, seed, call)
                yield {"set": name, "seed": seed, "who": who, "trained": n, **found}


def interval(differences: Sequence[float], trained: float, tested: float) -> tuple[float, float, float]:
    """Mean, low and high: the variance is corrected for training parts that overlap."""
    n, mean = len(differences), statistics.mean(differences)
    variance = statistics.variance(differences) * (1 / n + tested / trained)
    half = student.ppf(0.975, n - 1) * math.sqrt(variance)
    return mean, mean - half, mean + half


def report(rows: list[dict[str, Any]], peer: str) -> None:
    by_set: dict[str, dict[int, dict[str, dict[str, Any]]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        by_set[row["set"]][row["seed"]][row["who"]] = row
    lines, means = [], []
    for name, seeds in by_set.items():
        both = [each for each in seeds.values() if {"ladder", peer} <= each.keys()]
        if len(both) < 2:
            continue
        gains = [100 * (each["ladder"]["accuracy"] - each[peer]["accuracy"]) for each in both]
        mean, low, high = interval(gains, both[0]["ladder"]["trained"], both[0]["ladder"]["n"])
        means.append(mean)
        ours, theirs = ([100 * each[who]["accuracy"] for each in both] for who in ("ladder", peer))
        spent = [statistics.median(each[who]["seconds"] for each in both) for who in ("ladder", peer)]
        lines.append(
            [
                name,
                len(both),
                both[0]["ladder"]["trained"],
                f"{statistics.mean(ours):.2f}",
                f"{statistics.mean(theirs):.2f}",
                f"{mean:+.2f} [{low:+.2f}, {high:+.2f}]",
                f"{spent[0]:.1f}",
                f"{spent[1]:.1f}",
            ]
        )
    heads = ["set", "splits", "trained on", "ladder %", f"{peer} %", "difference, points", "ladder s"]
    print(table([*heads, f"{peer} s"], lines))
    if len(means) > 1:
        half = student.ppf(0.975, len(means) - 1) * statistics.stdev(means) / math.sqrt(len(means))
        mean = statistics.mean(means)
        print(f"\nMean over {len(means)} sets: {mean:+.2f} points [{mean - half:+.2f}, {mean + half:+.2f}]\n")


def report_rungs(rows: list[dict[str, Any]]) -> None:
    """Mean accuracy of each rung of heads, and of what the ladder chose, on the same splits."""
    chosen = {(row["set"], row["seed"]): row["accuracy"] for row in rows if row["who"] == "ladder"}
    lines = []
    for name in SETS:
        both = [row for row in rows if row["who"] == "rungs" and row["set"] == name]
        both = [row for row in both if (name, row["seed"]) in chosen]
        if not both:
            continue
        means = [100 * statistics.mean(row["by_rung"][rung] for row in both) for rung in both[0]["by_rung"]]
        ladder = 100 * statistics.mean(chosen[name, row["seed"]] for row in both)
        shown = [f"{value:.2f}" for value in (*means, ladder)]
        lines.append([name, len(both), *shown, f"{ladder - max(means):+.2f}"])
    if lines:
        print(table(["set", "splits", "classical", "frozen", "joined", "the ladder", "less the best"], lines))


def report_folds(rows: list[dict[str, Any]]) -> None:
    for name in SETS:
        folds = [row for row in rows if row["who"] == "folds" and row["set"] == name]
        if folds:
            n = sum(row["n"] for row in folds)
            share = sum(row["n"] * row["accuracy"] for row in folds) / n
            print(f"{name}, {len(folds)} folds: {share:.1%} of {n} pictures")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("run", "fastai", "folds", "rungs", "table"))
    parser.add_argument("--out", type=Path, default=Path("ladder.jsonl"))
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "huoyan-ladder")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--python", default="python", help="of the environment with fastai")
    call = parser.parse_args()
    if call.what == "table":
        print(machine(), "\n")
        for peer in ("scikit-learn", "fastai"):
            report(known(call.out), peer)
        report_rungs(known(call.out))
        report_folds(known(call.out))
        return
    contestants = ("scikit-learn", "ladder") if call.what == "run" else (call.what,)
    for row in measured(call, contestants):
        with call.out.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(row) + "\n")
        print({key: row[key] for key in ("set", "seed", "who", "accuracy", "seconds")}, flush=True)


if __name__ == "__main__":
    main()
