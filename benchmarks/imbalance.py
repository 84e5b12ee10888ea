"""What each remedy for classes of unequal size brings: balanced accuracy and recall by class.

    python benchmarks/imbalance.py mnist --share 0.01 --seeds 3 --test
    python benchmarks/imbalance.py medical/brain_mri.zip --seeds 8 --test
    python benchmarks/imbalance.py fashion-mnist --share 0.1 --limit 12000       # choosing, test unopened

Of `mnist` and `fashion-mnist` three classes are cut to a share of their pictures, for training and for
validation alike. Weights, and the shift of the logits, are chosen by balanced accuracy on validation. With
`--test` the table is that of the test part, opened once for each network. Without it nothing of the test part
is seen: the table is that of 10,000 uncut training pictures which are held back for it, or, where there are
too few, of the validation pictures. Rows ending in "+ shift" are the networks above with `fit_shift`; "prior
put back" is a network that was adjusted, with the log prior added to its logits again: the answers before.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from common import SHARED, machine, table
from huoyan.data.dataset import Dataset
from huoyan.data.open import open_dataset, read_dataset
from huoyan.learn.augment import PRESETS
from huoyan.learn.build import computes_bf16
from huoyan.learn.events import silent
from huoyan.learn.feed import ArrayFeed, Feed
from huoyan.learn.imbalance import (
    Method,
    Treatment,
    balanced_order,
    choose,
    class_weights,
    fit_shift,
    log_prior,
    treat,
)
from huoyan.learn.losses import build_loss
from huoyan.learn.networks import build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.optimizers import build_optimizer
from huoyan.learn.pictures import load_pictures
from huoyan.learn.starting_points import SCRATCH, small
from huoyan.learn.trainer import Part, Settings, fit
from huoyan.preprocess import Preprocess

CPU = torch.device("cpu")
RARE = (2, 5, 8)
HELD = 10_000
METHODS: dict[str, tuple[Method, float]] = {  # the second number: beta, or tau of logit-adjustment
    "none": ("none", 1.0),
    "sampling": ("sampling", 1.0),
    "sampling, beta 0.999": ("sampling", 0.999),
    "weights": ("weights", 1.0),
    "weights, beta 0.999": ("weights", 0.999),
    "focal": ("focal", 1.0),
    "logit-adjustment": ("logit-adjustment", 1.0),
    "logit-adjustment, tau 1.5": ("logit-adjustment", 1.5),
}
PLAIN = tuple(name for name in METHODS if "," not in name)


@dataclass(frozen=True, slots=True)
class Pictures:
    """A part: pixels uint8 (N, H, W, C) and targets int64 (N,)."""

    pixels: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True, slots=True)
class Case:
    """One division of a data set, and how a network learns from it."""

    classes: tuple[str, ...]
    rare: tuple[int, ...]
    train: Pictures
    val: Pictures
    judge: Pictures
    epochs: float
    values: dict[str, Any]
    options: dict[str, Any]

    @property
    def counts(self) -> list[int]:
        return np.bincount(self.train.targets, minlength=len(self.classes)).tolist()


class Drawn:
    """A feed for the trainer to shuffle whose pictures are drawn anew for every epoch, by `balanced_order`.

    `targets` is filled again before the trainer reads it: it stands for the pictures of this epoch.
    """

    def __init__(self, pictures: Pictures, seed: int, beta: float) -> None:
        self.pixels, self.all = torch.from_numpy(pictures.pixels), torch.from_numpy(pictures.targets)
        self.targets = self.all.clone()
        self.beta, self.generator = beta, torch.Generator().manual_seed(seed)

    def __len__(self) -> int:
        return len(self.all)

    def batches(self, groups: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
        order = balanced_order(self.all, self.generator, beta=self.beta)
        self.targets.copy_(self.all[order])
        for group in groups:
            yield self.pixels[order[group]]


def digits_case(name: str, seed: int, share: float, limit: int | None, test: bool, epochs: float) -> Case:
    """`share` of the pictures of three classes, all of the others; `limit`: pictures before the cut."""
    whole = read_dataset(SHARED / name, say=lambda text: None)
    train = whole.split("train")
    order = np.random.default_rng(seed).permutation(len(train))
    judge = whole.split("test") if test else train.take(order[:HELD])
    left = train.take((order if test else order[HELD:])[:limit])
    targets = left.targets()
    kept = [np.flatnonzero(targets == c) for c in range(len(whole.classes))]
    kept = [own[: round(share * len(own))] if c in RARE else own for c, own in enumerate(kept)]
    cut = left.take(np.sort(np.concatenate(kept)))
    free = dataclasses.replace(cut, samples=tuple(dataclasses.replace(s, split=None) for s in cut.samples))
    parts = open_dataset(free, val=0.15, test=0.0, seed=seed, say=lambda text: None)
    preprocess = _preprocess(28, "grey")
    return Case(
        whole.classes,
        RARE if share < 1 else (),
        _pictures(parts.split("train"), preprocess),
        _pictures(parts.split("val"), preprocess),
        _pictures(judge, preprocess),
        epochs,
        small(28, len(parts.split("train")), coloured=False),
        {"widths": [16, 32, 64]},
    )


def folder_case(folder: Path, seed: int, test: bool, size: int, epochs: float) -> Case:
    """A folder with a folder for each class; the smaller half of the classes is called rare."""
    parts = open_dataset(folder, val=0.2, test=0.2, seed=seed, say=lambda text: None)
    preprocess = _preprocess(size, "grey" if "mri" in folder.name else "rgb")
    train = _pictures(parts.split("train"), preprocess)
    by_size = np.argsort(np.bincount(train.targets))
    return Case(
        parts.classes,
        tuple(by_size[: len(by_size) // 2].tolist()),
        train,
        _pictures(parts.split("val"), preprocess),
        _pictures(parts.split("test" if test else "val"), preprocess),
        epochs,
        SCRATCH,
        {},
    )


def _preprocess(size: int, colour: str) -> Preprocess:
    return Preprocess(
        height=size, width=size, fit="squash", interpolation="bilinear", colour=colour, steps=(), window=None
    )  # fmt: skip


def _pictures(part: Dataset, preprocess: Preprocess) -> Pictures:
    loaded = load_pictures(part, preprocess)
    return Pictures(np.ascontiguousarray(loaded.pixels), loaded.dataset.targets())


def treated(name: str, case: Case) -> Treatment:
    method, value = METHODS[name]
    smoothing = case.values["label_smoothing"]
    made = treat(
        method,
        "cross-entropy",
        case.counts,
        len(case.train.targets),
        multilabel=False,
        label_smoothing=smoothing,
    )
    if method == "weights":
        return dataclasses.replace(made, class_weights=class_weights(case.counts, value))
    if method == "logit-adjustment":
        return dataclasses.replace(made, logit_shift=log_prior(case.counts, value, smoothing=smoothing))
    return made


def trained(name: str, case: Case, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a network trained with the method: on validation, and where it is judged."""
    made, values, classes = treated(name, case), case.values, len(case.classes)
    torch.manual_seed(seed)
    _, size, _, channels = case.train.pixels.shape
    options = case.options
    network = Normalised(
        build("cnn", classes=classes, channels=channels, size=size, options=options), *_measured(case.train)
    )
    optimizer = build_optimizer(
        network, "adamw", lr=values["lr"], weight_decay=values["weight_decay"], beta2=values["beta2"]
    )
    loss = build_loss(
        made.loss,
        multilabel=False,
        label_smoothing=values["label_smoothing"],
        classes=classes,
        class_weights=made.class_weights,
        logit_shift=made.logit_shift,
    )
    feed: Feed = ArrayFeed.of(case.train.pixels, CPU)
    targets = torch.from_numpy(case.train.targets)
    if made.balanced_order:
        feed = drawn = Drawn(case.train, seed, METHODS[name][1])
        targets = drawn.targets
    fitted = fit(
        network,
        optimizer,
        loss,
        Part(feed, targets),
        _evened(case.val),
        _settings(case, seed),
        device=CPU,
        listen=silent,
        interrupted=lambda: False,
    )
    network.load_state_dict(fitted.state)
    return _logits(network, case.val.pixels), _logits(network, case.judge.pixels)


def _settings(case: Case, seed: int) -> Settings:
    values = case.values
    augmentation = PRESETS[values["augment"]]
    if "shift" in values:
        augmentation = dataclasses.replace(augmentation, shift=values["shift"])
    return Settings(
        epochs=case.epochs,
        budget_s=None,
        patience=None,
        batch=values["batch"],
        lr=values["lr"],
        schedule=values["schedule"],
        warmup=values["warmup"],
        final=values["final"],
        clip=None,
        ema=0.0,
        bf16=computes_bf16(CPU),
        seed=seed,
        classes=len(case.classes),
        multilabel=False,
        augmentation=augmentation,
    )


def _evened(pictures: Pictures) -> Part:
    """Every class repeated to the size of the largest: the trainer's accuracy on it is balanced accuracy."""
    own = [np.flatnonzero(pictures.targets == c) for c in np.unique(pictures.targets)]
    rows = np.concatenate([np.resize(rows, max(map(len, own))) for rows in own])
    return Part(ArrayFeed.of(pictures.pixels[rows], CPU), torch.from_numpy(pictures.targets[rows]))


def _measured(pictures: Pictures) -> tuple[list[float], list[float]]:
    some = pictures.pixels[:2000].reshape(-1, pictures.pixels.shape[-1]) / 255
    return some.mean(axis=0).tolist(), some.std(axis=0).clip(0.01).tolist()


@torch.inference_mode()
def _logits(network: Normalised, pixels: np.ndarray) -> np.ndarray:
    network.eval()
    return torch.cat([network(part) for part in torch.from_numpy(pixels).split(500)]).numpy()


def recalls(logits: np.ndarray, targets: np.ndarray, classes: int) -> np.ndarray:
    """Recall of each class; of one that is not there NaN."""
    right = logits.argmax(axis=1) == targets
    return np.array([right[targets == c].mean() if (targets == c).any() else np.nan for c in range(classes)])


@dataclass(frozen=True, slots=True)
class Score:
    accuracy: float
    recall: np.ndarray

    @classmethod
    def of(cls, logits: np.ndarray, targets: np.ndarray, classes: int) -> Score:
        right = float((logits.argmax(axis=1) == targets).mean())
        return cls(right, recalls(logits, targets, classes))

    @property
    def balanced(self) -> float:
        return float(np.nanmean(self.recall))


def measure(case: Case, seed: int, methods: Sequence[str]) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    classes, judge = len(case.classes), case.judge.targets
    for name in methods:
        val, judged = trained(name, case, seed)
        scores[name] = Score.of(judged, judge, classes)
        print(f"  seed {seed}, {name}: balanced accuracy {scores[name].balanced:.2%}", flush=True)
        if name in {"none", "logit-adjustment"}:
            decision = fit_shift(val, case.val.targets, case.counts, seed=seed)
            shifted = judged if decision.values is None else judged + np.array(decision.values)
            scores[f"{name} + shift"] = Score.of(shifted, judge, classes)
            print(f"  seed {seed}, {name}: {decision.reason}", flush=True)
        if name == "logit-adjustment":
            # What the same network would answer if classes were to stay as frequent as they are.
            before = judged + np.array(treated(name, case).logit_shift)
            scores["logit-adjustment, prior put back"] = Score.of(before, judge, classes)
    return scores


def report(runs: list[dict[str, Score]], case: Case) -> str:
    """Means over the seeds in percent; the difference to `none` is that of networks of one seed."""
    others = [c for c in range(len(case.classes)) if c not in case.rare]
    rows = []
    for name in runs[0]:
        scores = [run[name] for run in runs]
        gains = np.array([100 * (run[name].balanced - run["none"].balanced) for run in runs])
        recall = 100 * np.nanmean([score.recall for score in scores], axis=0)
        rows.append(
            [
                name,
                f"{100 * np.mean([score.balanced for score in scores]):.2f}",
                f"{gains.mean():+.2f} ({gains.min():+.1f} to {gains.max():+.1f})",
                f"{100 * np.mean([score.accuracy for score in scores]):.2f}",
                f"{np.nanmean(recall[list(case.rare)]):.1f}" if case.rare else "",
                f"{np.nanmean(recall[others]):.1f}",
                " ".join(f"{value:.1f}" for value in recall),
            ]
        )
    by_class = "recall of " + ", ".join(case.classes)
    header = [
        "method",
        "balanced accuracy",
        "to none (by seed)",
        "accuracy",
        "rare classes",
        "others",
        by_class,
    ]
    return table(header, rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", help="mnist, fashion-mnist, or a zip or folder of class folders")
    parser.add_argument("--share", type=float, default=0.01, help="what is kept of three classes")
    parser.add_argument("--limit", type=int, help="training pictures before the cut")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--epochs", type=float)
    parser.add_argument("--size", type=int, default=64, help="side of photos")
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(PLAIN))
    parser.add_argument("--test", action="store_true", help="score the test part")
    given = parser.parse_args()
    torch.set_num_threads(1)
    began, runs = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as scratch:
        folder = _unpacked(given.data, Path(scratch))
        for seed in range(given.first_seed, given.first_seed + given.seeds):
            if folder is None:
                epochs = given.epochs or 2.0
                case = digits_case(given.data, seed, given.share, given.limit, given.test, epochs)
            else:
                case = folder_case(folder, seed, given.test, given.size, given.epochs or 40.0)
            runs.append(measure(case, seed, given.methods))
    print(machine("torch", "huoyan"))
    part = "test" if given.test else "held-out or validation"
    print(f"{given.data}, {part}: {len(case.judge.targets)} pictures")
    print(f"training pictures a class: {case.counts}; auto: {': '.join(choose(case.counts, False))}")
    print(f"{given.seeds} seeds, {time.perf_counter() - began:.0f} s\n\n{report(runs, case)}")


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
