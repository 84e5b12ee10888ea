"""What each remedy for classes of unequal size brings, as `huoyan train` applies it.

    python benchmarks/imbalance.py mnist --share 0.01 --seeds 5 --test
    python benchmarks/imbalance.py medical/brain_mri.zip --seeds 8 --test
    python benchmarks/imbalance.py mnist --share 0.01 --seeds 3                  # choosing, test unopened

Of `mnist` and `fashion-mnist` three classes are cut to a share of their pictures, for training and for
validation alike. Every network is a whole run of `huoyan.learn.train.train` with nothing set but seed,
method and threads. With `--test` it is scored on the test part. Without it the test part stays closed: it is
scored on 10,000 uncut training pictures that are held back, or on a fifth of the folder's other pictures.

Three tables: balanced accuracy and the recall of each class, without (none: before) and with each remedy; how
near "before" can be told from the network with the remedy (logit adjustment: its shift added again; sampling
and weights: Bayes' rule on the calibrated answers); and log loss, Brier score and calibration error with no
temperature, with that of the run, and with one that is fitted on validation pictures weighed to equal
classes, in the mix of the training part and where all classes are equally frequent.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import t as student

from common import SHARED, machine, table
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset
from huoyan.data.open import open_dataset, read_dataset
from huoyan.evaluate import evaluate
from huoyan.learn.objectives.imbalance import Method, choose, log_prior
from huoyan.learn.train import train
from huoyan.metrics.calibration import bin_of
from huoyan.predict import Predictor
from huoyan.runs.recipe import Recipe
from huoyan.runtimes import open_runtime

RARE = (2, 5, 8)
HELD = 10_000
METHODS: tuple[Method, ...] = ("none", "sampling", "weights", "focal", "logit-adjustment")
FITS = ("none", "of the run", "even")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: recall (C,) of the judged pictures, and as told of before; scores of calibration."""

    accuracy: float
    recall: np.ndarray
    before: np.ndarray | None
    calibration: dict[tuple[str, str], np.ndarray]

    @property
    def balanced(self) -> float:
        return float(np.nanmean(self.recall))


def digits_data(name: str, seed: int, share: float, limit: int | None, test: bool) -> Dataset:
    """`share` of the pictures of three classes, all of the others; `limit`: pictures before the cut."""
    whole = read_dataset(SHARED / name, say=lambda text: None)
    part = whole.split("train")
    order = np.random.default_rng(seed).permutation(len(part))
    judge = whole.split("test") if test else part.take(order[:HELD])
    left = part.take((order if test else order[HELD:])[:limit])
    targets = left.targets()
    kept = [np.flatnonzero(targets == c) for c in range(len(whole.classes))]
    kept = [own[: round(share * len(own))] if c in RARE else own for c, own in enumerate(kept)]
    cut = _parted(left.take(np.sort(np.concatenate(kept))), None)
    divided = open_dataset(cut, val=0.15, test=0.0, seed=seed, say=lambda text: None)
    return dataclasses.replace(divided, name=name, samples=divided.samples + _parted(judge, "test").samples)


def folder_data(folder: Path, seed: int, test: bool) -> Dataset:
    """A folder with a folder for each class, divided as a run divides it: copies stay on one side.

    Without `test` the test part is taken away, and what is left is divided once more.
    """
    whole = read_dataset(folder, say=lambda text: None)
    divided = _divided(whole, seed, val=0.15, test=0.2)
    if test:
        return divided
    return _divided(
        _parted(divided.keep(lambda sample: sample.split != "test"), None), seed, val=0.2, test=0.2
    )


def _divided(data: Dataset, seed: int, *, val: float, test: float) -> Dataset:
    clusters = match(glance(data, lambda done, total: None)).clusters()
    return open_dataset(data, val=val, test=test, seed=seed, say=lambda text: None, clusters=clusters)


def _parted(data: Dataset, split: str | None) -> Dataset:
    return dataclasses.replace(
        data, samples=tuple(dataclasses.replace(sample, split=split) for sample in data.samples)
    )


def measure(data: Dataset, method: Method, seed: int, given: argparse.Namespace) -> Outcome:
    """Trains with the product's own settings, and reads what the run wrote."""
    recipe = Recipe(
        seed=seed, threads=given.threads, epochs=given.epochs, size=given.size, beside=("none",)
    ).with_choices(imbalance=method)
    with tempfile.TemporaryDirectory() as scratch:
        run = train(data, out=Path(scratch) / "run", recipe=recipe)
        written = json.loads((run.folder / "metrics.json").read_text(encoding="utf-8"))
        temperature = run.artifact.manifest.task.temperature
        predictor = Predictor(run.artifact, open_runtime(run.artifact, "onnxruntime"))
        val = evaluate(predictor, data.split("val"), split="val")
        logits, judged = (
            np.log(np.maximum(each.probabilities.astype(np.float64), 1e-38)) * temperature
            for each in (val, run.evaluation)
        )
    counts = np.array(list(data.split("train").counts().values()))
    truth = run.evaluation.score.targets
    told = {"logit-adjustment": _before(written, data.classes)}
    if method in ("sampling", "weights"):
        told[method] = recalls(judged / temperature + np.array(log_prior(counts)), truth)
    return Outcome(
        written["metrics"]["accuracy"]["value"],
        _recalls(written, data.classes),
        told.get(method),
        calibration(logits, val.targets, judged, truth, counts, temperature),
    )


def recalls(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Recall of each class; of one that is not there NaN."""
    right, classes = logits.argmax(axis=1) == targets, range(logits.shape[1])
    return np.array([right[targets == c].mean() if (targets == c).any() else np.nan for c in classes])


def _before(written: dict, classes: Sequence[str]) -> np.ndarray | None:
    found = written.get("remedy", {}).get("before")
    return None if found is None else _recalls(found, classes)


def _recalls(scores: dict, classes: Sequence[str]) -> np.ndarray:
    rows = [scores["per_class"][name] for name in classes]
    return np.array([row["recall"] if row["support"] else np.nan for row in rows])


def calibration(
    logits: np.ndarray,
    targets: np.ndarray,
    judged: np.ndarray,
    truth: np.ndarray,
    counts: np.ndarray,
    temperature: float,
) -> dict[tuple[str, str], np.ndarray]:
    """Log loss, Brier score and calibration error by (mix of classes, fit of the temperature)."""
    classes = len(counts)
    support = np.maximum(np.bincount(targets, minlength=classes), 1)
    even = _fitted(logits, targets, (1 / support)[targets])
    n = np.maximum(np.bincount(truth, minlength=classes), 1)
    mixes = {"as trained": (counts / n)[truth], "even": (1 / n)[truth]}
    return {
        (mix, fit): _scored(judged / t, truth, weight / weight.sum())
        for mix, weight in mixes.items()
        for fit, t in zip(FITS, (1.0, temperature, even), strict=True)
    }


def _fitted(logits: np.ndarray, targets: np.ndarray, weight: np.ndarray) -> float:
    """The temperature of the least weighed log loss, the targets softened as `fit_temperature` does."""
    n, classes = logits.shape
    soft = np.full((n, classes), 1 / (n + 2) / (classes - 1))
    soft[np.arange(n), targets] = 1 - 1 / (n + 2)
    found = minimize_scalar(
        lambda at: -float(((soft * _log_softmax(logits / np.exp(at))).sum(axis=1) * weight).sum()),
        bounds=(np.log(0.05), np.log(20)),
        method="bounded",
    )
    return float(np.exp(found.x))


def _scored(logits: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    log_p = _log_softmax(logits)
    p = np.exp(log_p)
    confidence, right = p.max(axis=1), p.argmax(axis=1) == truth
    brier = ((p - np.eye(p.shape[1])[truth]) ** 2).sum(axis=1)
    gaps = np.bincount(bin_of(np.minimum(confidence, 1)), (right - confidence) * weight)
    return np.array(
        [-(log_p[np.arange(len(truth)), truth] * weight).sum(), (brier * weight).sum(), np.abs(gaps).sum()]
    )


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def interval(values: Sequence[float]) -> str:
    """Mean over the seeds in percent or points, with its 95 % interval by Student's t."""
    points = 100 * np.asarray(values)
    if len(points) < 2:
        return f"{points.mean():.2f}"
    half = student.ppf(0.975, len(points) - 1) * points.std(ddof=1) / np.sqrt(len(points))
    return f"{points.mean():.2f} ± {half:.2f}"


def recall_table(runs: list[dict[Method, Outcome]], data: Dataset, rare: Sequence[int]) -> str:
    others = [c for c in range(len(data.classes)) if c not in rare]
    rows = []
    for name in runs[0]:
        found = [run[name] for run in runs]
        recall = np.array([each.recall for each in found])
        rows.append(
            [
                name,
                interval([each.balanced for each in found]),
                interval([run[name].balanced - run["none"].balanced for run in runs])
                if name != "none"
                else "",
                interval([each.accuracy for each in found]),
                interval(np.nanmean(recall[:, list(rare)], axis=1)) if rare else "",
                interval(np.nanmean(recall[:, others], axis=1)),
                ", ".join(interval(column) for column in recall.T),
            ]
        )
    head = ["method", "balanced accuracy", "to none, points", "accuracy", "recall, rare", "recall, others"]
    return table([*head, "recall of " + ", ".join(data.classes)], rows)


def before_table(runs: list[dict[Method, Outcome]]) -> str:
    rows = []
    for name in runs[0]:
        pairs = [(run[name].before, run["none"]) for run in runs]
        if any(before is None for before, _ in pairs):
            continue
        gaps = [float(np.nanmean(before)) - none.balanced for before, none in pairs]
        apart = [float(np.nanmean(np.abs(before - none.recall))) for before, none in pairs]
        by_seed = " ".join(f"{100 * gap:+.1f}" for gap in gaps)
        rows.append([name, interval(gaps), by_seed, interval(apart)])
    return table(["before, after training with", "to none, points", "by seed", "mean distance a class"], rows)


def calibration_table(runs: list[dict[Method, Outcome]]) -> str:
    rows = []
    for name in runs[0]:
        for mix, fit in runs[0][name].calibration:
            scores = np.mean([run[name].calibration[mix, fit] for run in runs], axis=0)
            rows.append([name, mix, fit, *(f"{score:.4f}" for score in scores)])
    return table(["method", "classes", "temperature", "log loss", "Brier", "ECE"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", help="mnist, fashion-mnist, or a zip or folder of class folders")
    parser.add_argument("--share", type=float, default=0.01, help="what is kept of three classes")
    parser.add_argument("--limit", type=int, help="training pictures before the cut")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--epochs", type=float, help="for a short trial; the product decides by default")
    parser.add_argument("--size", type=int, help="for a short trial; the product decides by default")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS), help="none is added")
    parser.add_argument("--test", action="store_true", help="score the test part")
    given = parser.parse_args()
    began, runs = time.perf_counter(), []
    print(machine("torch", "huoyan"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = _unpacked(given.data, Path(scratch))
        for seed in range(given.first_seed, given.first_seed + given.seeds):
            if folder is None:
                data = digits_data(given.data, seed, given.share, given.limit, given.test)
            else:
                data = folder_data(folder, seed, given.test)
            run: dict[Method, Outcome] = {}
            for method in dict.fromkeys(["none", *given.methods]):
                run[method] = measure(data, method, seed, given)
                print(f"  seed {seed}, {method}: balanced accuracy {run[method].balanced:.2%}", flush=True)
            runs.append(run)
    counts = list(data.split("train").counts().values())
    rare = RARE if folder is None else np.argsort(counts)[: len(counts) // 2].tolist()
    part = "test" if given.test else "held out"
    print(f"{given.data}, {part}: {len(data.split('test'))} pictures a seed")
    print(f"training pictures a class: {counts}; auto: {': '.join(choose(counts, False))}")
    print(f"{given.seeds} seeds (mean ± 95 % over them), {time.perf_counter() - began:.0f} s")
    for each in (recall_table(runs, data, rare), before_table(runs), calibration_table(runs)):
        print(f"\n{each}")


def _unpacked(data: str, scratch: Path) -> Path | None:
    """The folder of photos, unpacked where it is an archive; None for a set of IDX files."""
    path = Path(data) if Path(data).exists() else SHARED / data
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(scratch / path.stem)
        return scratch / path.stem
    return None if any(path.glob("*-ubyte*")) else path


if __name__ == "__main__":
    main()
