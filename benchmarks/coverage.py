"""How often the 95 % intervals hold the truth: drawn test parts of models whose true figures are known.

A model is right where the margin of the true class, normally distributed about what the rate asks for, is
above 0; its confidence is a sigmoid of the margin, calibrated or sharper or flatter than it should be. In
groups a part of the margin is common to all pictures of a group, so much that right answers correlate by
`icc`. The truth is that of a test part of 200,000 pictures with the same shares of the classes.

    python benchmarks/coverage.py --draws 400   # all tables of docs/benchmarks.md
    python benchmarks/coverage.py groups --draws 100
    python benchmarks/coverage.py supports groups --shares --draws 2000   # two figures, many draws
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from common import machine, table
from huoyan.metrics import calibration, classification, decisions, ranking
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.summary import summarise
from huoyan.results import Estimate

NORMAL = NormalDist()
RATES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
PICTURES = 200_000
SMALLEST = 0.88
ONE_LABEL = (
    "accuracy",
    "balanced_accuracy",
    "macro_precision",
    "macro_f1",
    "weighted_f1",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
    "ece",
)
SHARES = ("accuracy", "balanced_accuracy")
LABELS = (
    "exact_match",
    "hamming_accuracy",
    "macro_f1",
    "micro_f1",
    "roc_auc",
    "mean_average_precision",
    "log_loss",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """`supports`: pictures a class. `sharp`: 1 is calibrated, more is overconfident, less underconfident.
    `easier`: how much of the way to certainty all classes but the first are ahead of it. `groups`: how many,
    0 for none; `icc` within them; `unequal`: the largest has 20 times the pictures of the smallest; `apart`:
    a group has one class only. `drawn`: so are the pictures a class, where a split keeps them. `labels`: any
    number of them a picture.
    """

    supports: tuple[int, ...]
    sharp: float = 1.0
    easier: float = 0.0
    groups: int = 0
    icc: float = 0.0
    unequal: bool = False
    apart: bool = False
    drawn: bool = False
    labels: bool = False

    @property
    def n(self) -> int:
        return sum(self.supports)


@dataclass(frozen=True, slots=True)
class Answers:
    probabilities: np.ndarray
    targets: np.ndarray
    groups: np.ndarray | None


Figures = Callable[[Answers, Scene], Mapping[str, Estimate]]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(x / 2))


def common_part(rate: float, icc: float) -> float:
    """The part of the margin's variance that is common to a group where right answers correlate by `icc`."""
    mean = NORMAL.inv_cdf(rate)
    points, weights = np.polynomial.hermite_e.hermegauss(80)
    low, high = 0.0, 0.999
    for _ in range(40):
        part = (low + high) / 2
        rates = np.array([NORMAL.cdf((mean + part**0.5 * x) / (1 - part) ** 0.5) for x in points])
        found = (weights @ rates**2 / weights.sum() - rate**2) / (rate * (1 - rate))
        low, high = (part, high) if found < icc else (low, part)
    return low if icc else 0.0


class Model:
    """A model that names pictures of each class rightly at a rate."""

    def __init__(self, scene: Scene, rate: float) -> None:
        self.scene, self.classes = scene, len(scene.supports)
        better = rate + (1 - rate) * scene.easier
        rates = [rate] + [better] * (self.classes - 1)
        self.means = np.array([NORMAL.inv_cdf(each) for each in rates])
        self.common = np.array([common_part(each, scene.icc) for each in rates])
        # Where both classes have this mean, twice the mean is the slope of a calibrated sigmoid.
        self.slope = scene.sharp * max(2 * float(self.means.mean()), 0.5)

    def margins(self, targets: np.ndarray, groups: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
        own = rng.normal(size=len(targets))
        if groups is None:
            return self.means[targets] + own
        shared, part = rng.normal(size=int(groups.max()) + 1)[groups], self.common[targets]
        return self.means[targets] + np.sqrt(part) * shared + np.sqrt(1 - part) * own

    def answer(self, targets: np.ndarray, groups: np.ndarray | None, rng: np.random.Generator) -> Answers:
        rows = np.arange(len(targets))
        rival = (targets + rng.integers(1, self.classes, len(targets))) % self.classes
        sure = sigmoid(self.slope * self.margins(targets, groups, rng))
        rest = 0.02 if self.classes > 2 else 0.0
        probabilities = np.full((len(targets), self.classes), rest / max(self.classes - 2, 1))
        probabilities[rows, targets] = (1 - rest) * sure
        probabilities[rows, rival] = (1 - rest) * (1 - sure)
        return Answers(probabilities, targets, groups)

    def draw(self, rng: np.random.Generator) -> Answers:
        scene = self.scene
        targets = np.repeat(np.arange(self.classes), scene.supports)
        if scene.drawn:
            targets = rng.choice(targets, scene.n)
        groups = None
        if scene.groups:
            sizes = np.geomspace(1, 20 if scene.unequal else 1, scene.groups)
            shares = np.cumsum(rng.permutation(sizes)) / sizes.sum()
            groups = np.searchsorted(shares, (np.arange(scene.n) + 0.5) / scene.n)
            targets = targets if scene.apart else rng.permutation(targets)
        return self.answer(targets, groups, rng)

    def true(self) -> dict[str, float]:
        each = np.array(self.scene.supports) / self.scene.n * PICTURES
        targets = np.repeat(np.arange(self.classes), np.round(each).astype(int))
        alone = self.answer(targets, None, np.random.default_rng(99))
        p, predicted = alone.probabilities, alone.probabilities.argmax(axis=1)
        scores = classification.precision_recall_f1(
            classification.confusion_matrix(predicted, targets, self.classes)
        )
        return {
            "accuracy": classification.accuracy(predicted, targets),
            "balanced_accuracy": float(scores.macro(scores.recall)),
            "macro_precision": float(scores.macro(scores.precision)),
            "macro_f1": float(scores.macro(scores.f1)),
            "weighted_f1": float(scores.weighted(scores.f1)),
            "roc_auc": ranking.roc_auc(p, targets),
            "average_precision": ranking.average_precision(p, targets),
            "log_loss": calibration.log_loss(p, targets),
            "brier": calibration.brier(p, targets),
            "ece": calibration.expected_calibration_error(p, targets),
        }


class Tagger(Model):
    """A model of several labels a picture: a right decision for each at the rate, some pictures harder in
    all."""

    def tags(self, truth: np.ndarray, groups: np.ndarray | None, rng: np.random.Generator) -> Answers:
        n, classes = truth.shape
        picture = 0.3**0.5 * rng.normal(size=(n, 1)) + 0.7**0.5 * rng.normal(size=(n, classes))
        part = self.common[:classes]
        if groups is not None:
            shared = rng.normal(size=int(groups.max()) + 1)[groups][:, None]
            picture = np.sqrt(part) * shared + np.sqrt(1 - part) * picture
        sure = sigmoid(self.slope * (self.means[:classes] + picture))
        return Answers(np.where(truth, sure, 1 - sure), truth, groups)

    def given(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Which labels pictures have, with exactly the share of each that the scene has."""
        shares = np.array(self.scene.supports) / self.pictures
        columns = [rng.permutation(np.arange(n) < round(share * n)) for share in shares]
        return np.stack(columns, axis=1)

    @property
    def pictures(self) -> int:
        return 2 * max(self.scene.supports)

    def draw(self, rng: np.random.Generator) -> Answers:
        count = self.scene.groups
        groups = np.arange(self.pictures) * count // self.pictures if count else None
        return self.tags(self.given(self.pictures, rng), groups, rng)

    def true(self) -> dict[str, float]:
        rng = np.random.default_rng(99)
        # What a group has in common, the labels of one picture have too.
        own = np.arange(PICTURES // 2) if self.scene.groups else None
        alone = self.tags(self.given(PICTURES // 2, rng), own, rng)
        p, truth = alone.probabilities, alone.targets
        chosen = p >= 0.5
        scores = classification.multilabel_scores(chosen, truth)
        parts = ((chosen & truth).sum(axis=0), chosen.sum(axis=0), truth.sum(axis=0))
        return {
            "exact_match": float((chosen == truth).all(axis=1).mean()),
            "hamming_accuracy": float((chosen == truth).mean()),
            "macro_f1": float(scores.macro(scores.f1)),
            "micro_f1": float(classification.micro_f1(*parts)),
            "roc_auc": ranking.roc_auc(p, truth),
            "mean_average_precision": ranking.average_precision(p, truth),
            "log_loss": calibration.log_loss(p, truth),
        }


def all_figures(drawn: Answers, scene: Scene) -> Mapping[str, Estimate]:
    names = [str(c) for c in range(len(scene.supports))]
    groups = None if drawn.groups is None else [str(group) for group in drawn.groups]
    return summarise(
        drawn.probabilities, drawn.targets, names, multilabel=scene.labels, groups=groups
    ).metrics


def shares(drawn: Answers, scene: Scene) -> Mapping[str, Estimate]:
    """The figures of SHARES alone: a fiftieth of the time."""
    right = drawn.probabilities.argmax(axis=1) == drawn.targets
    groups = Groups.alone(len(right)) if drawn.groups is None else Groups.named(list(map(str, drawn.groups)))
    found = (decisions.accuracy(right), decisions.mean_recall(right, drawn.targets))
    return {name: share.estimate(groups) for name, share in zip(SHARES, found, strict=True)}


def covered(scene: Scene, rate: float, draws: int, figures: Figures) -> dict[str, float]:
    """The share of intervals that hold the truth; NaN for a figure that is left out."""
    model = (Tagger if scene.labels else Model)(scene, rate)
    true, rng = model.true(), np.random.default_rng(1)
    hits, shown = dict.fromkeys(true, 0), dict.fromkeys(true, 0)
    for _ in range(draws):
        found = figures(model.draw(rng), scene)
        for name, value in true.items():
            if (estimate := found.get(name)) is not None:
                shown[name] += 1
                hits[name] += estimate.low - 1e-9 <= value <= estimate.high + 1e-9
    return {name: hits[name] / shown[name] if shown[name] else float("nan") for name in true}


def row(
    title: str, scene: Scene, draws: int, rates: Sequence[float], names: Sequence[str], figures: Figures
) -> list[str]:
    """For each of `names` the mean over rates and, in brackets, the lowest of them, in percent."""
    found = [covered(scene, rate, draws, figures) for rate in rates]
    print(".", end="", file=sys.stderr, flush=True)
    return [title, *(_cell([each[name] for each in found]) for name in names)]


def _cell(shares: Sequence[float]) -> str:
    if np.isnan(shares).all():
        return "left out"
    mean, low = float(np.nanmean(shares)), float(np.nanmin(shares))
    return f"{100 * mean:.1f} ({100 * low:.0f})" + (" !" if low < SMALLEST else "")


def _mixed(classes: int, n: int) -> tuple[int, ...]:
    return (n // classes,) * classes


TEN_UNEQUAL = tuple(round(float(n)) for n in np.geomspace(3, 300, 10))
SUPPORTS = {
    "2: 3, 3": Scene((3, 3)),
    "2: 3, 30": Scene((3, 30)),
    "2: 3, 300": Scene((3, 300)),
    "2: 5, 100": Scene((5, 100)),
    "2: 10, 10": Scene((10, 10)),
    "2: 10, 300": Scene((10, 300)),
    "2: 30, 30": Scene((30, 30)),
    "2: 300, 300": Scene((300, 300)),
    "3: 3, 30, 300": Scene((3, 30, 300)),
    "3: 10 each": Scene((10,) * 3),
    "3: 50 each": Scene((50,) * 3),
    "10: 3 each": Scene((3,) * 10),
    "10: 10 each": Scene((10,) * 10),
    "10: 3 to 300": Scene(TEN_UNEQUAL),
}
TILTED = {
    "2: 5, 100, the rare class harder": Scene((5, 100), easier=0.8),
    "2: 10, 300, the rare class harder": Scene((10, 300), easier=0.8),
    "2: about 10, 100": Scene((10, 100), drawn=True),
    "3: about 10, 30, 100": Scene((10, 30, 100), drawn=True),
    "2: 10, 10, overconfident": Scene((10, 10), sharp=2.5),
    "2: 50, 50, overconfident": Scene((50, 50), sharp=2.5),
    "3: 50 each, overconfident": Scene((50,) * 3, sharp=2.5),
    "3: 50 each, underconfident": Scene((50,) * 3, sharp=0.5),
    "2: 300, 300, overconfident": Scene((300, 300), sharp=2.5),
}
GROUPS = {
    f"{count} groups, icc {icc}": Scene(_mixed(2, 10 * count), groups=count, icc=icc)
    for count in (10, 30, 100)
    for icc in (0.0, 0.1, 0.3, 0.5)
} | {
    "3 groups, icc 0.3": Scene((50, 50), groups=3, icc=0.3),
    "5 groups, icc 0.3": Scene((50, 50), groups=5, icc=0.3),
    "10 groups, icc 0.3, unequal": Scene((50, 50), groups=10, icc=0.3, unequal=True),
    "30 groups, icc 0.3, unequal": Scene((150, 150), groups=30, icc=0.3, unequal=True),
    "100 groups, icc 0.3, unequal": Scene((500, 500), groups=100, icc=0.3, unequal=True),
    "30 groups of one class, icc 0.3": Scene((150, 150), groups=30, icc=0.3, apart=True),
    "30 groups of one class, icc 0.3, 5 of them of the rare one": Scene(
        (250, 50), groups=30, icc=0.3, apart=True
    ),
    "30 groups, icc 0.3, 10 classes": Scene((30,) * 10, groups=30, icc=0.3),
    "30 groups of one class, icc 0.3, 3 classes": Scene((100,) * 3, groups=30, icc=0.3, apart=True),
}
TAGS = {
    "5 labels: 3, 10, 20, 20, 30": Scene((3, 10, 20, 20, 30), labels=True),
    "5 labels: 10, 20, 50, 50, 100": Scene((10, 20, 50, 50, 100), labels=True),
    "the same, 20 groups, icc 0.3": Scene((10, 20, 50, 50, 100), labels=True, groups=20, icc=0.3),
}
PARTS: Mapping[str, tuple[Mapping[str, Scene], Sequence[float]]] = {
    "supports": (SUPPORTS, RATES),
    "tilted": (TILTED, RATES),
    "groups": (GROUPS, (0.5, 0.7, 0.9, 0.95, 0.99)),
    "tags": (TAGS, (0.7, 0.9, 0.95, 0.99)),
}


def tables(parts: Iterable[str], draws: int, *, quick: bool, only_shares: bool) -> None:
    for part in parts:
        scenes, rates = PARTS[part]
        chosen = dict(list(scenes.items())[:1]) if quick else scenes
        began = time.perf_counter()
        names = SHARES if only_shares else LABELS if part == "tags" else ONE_LABEL
        figures = shares if only_shares else all_figures
        rows = [row(title, scene, draws, rates, names, figures) for title, scene in chosen.items()]
        print(f"\n{part}: {draws} draws at each of the rates {', '.join(map(str, rates))}\n")
        print(table(("test pictures", *names), rows))
        print(f"\n{time.perf_counter() - began:.0f} s", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all by default")
    arguments.add_argument("--draws", type=int, default=400)
    arguments.add_argument("--quick", action="store_true", help="one scene a part, 20 draws")
    arguments.add_argument("--shares", action="store_true", help="accuracy and balanced accuracy alone")
    given = arguments.parse_args()
    parts = given.parts or [part for part in PARTS if not (given.shares and part == "tags")]
    print(machine("numpy"))
    tables(parts, 20 if given.quick else given.draws, quick=given.quick, only_shares=given.shares)


if __name__ == "__main__":
    main()
