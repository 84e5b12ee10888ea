"""Shortcuts: properties beside the object that tell the label, so that a network may learn them instead.

A small decision tree gets one property and nothing else; pictures that it did not see are then named by it.
What it gets right above guessing, a network can get right without looking at the object.
After R. Geirhos et al., "Shortcut learning in deep neural networks" (Nature Machine Intelligence 2, 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.data.check.finding import Finding, Severity
from huoyan.data.check.labels.quick_model import deal
from huoyan.data.check.look.glance import Glance
from huoyan.data.check.look.properties import Property, properties
from huoyan.data.dataset import Dataset
from huoyan.errors import MissingExtra
from huoyan.metrics import decisions
from huoyan.metrics.areas import MeanArea, RocSide, roc_of
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.probabilities import one_hot
from huoyan.results import Estimate
from huoyan.words import Message

# So many pictures say it as well as all of them would.
MOST_PICTURES = 20_000
LEAST_OF_A_CLASS = 10  # pictures of a class; smaller classes are left out
# Share of the way from guessing to certainty: what a property must reach to be told, and to be a warning.
# What may be content is told from the second on: some brightness belongs to every subject.
# What mirroring undoes is no content at all, so that less of it is a warning.
TOLD, WARNED, WARNED_LOPSIDED = 0.1, 0.25, 0.15
# A class is given away where a picture of it stands above one of another class so often.
GIVEN_AWAY = 0.85
RIDGE = 1.0
SHOWN_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Predictability:
    """How well a property alone tells the class of pictures that its tree did not see.

    accuracy: balanced, 0..1; chance: what guessing gets; areas: ROC area of each class against the rest;
    likely: float32 (N, C), the larger the likelier.
    """

    accuracy: Estimate
    chance: float
    areas: tuple[Estimate, ...]
    likely: np.ndarray

    @property
    def lift(self) -> float:
        """Share of the way from guessing (0) to always right (1)."""
        return (self.accuracy.value - self.chance) / (1 - self.chance)


def shortcuts(
    dataset: Dataset, glance: Glance, groups: np.ndarray | None = None, seed: int = 0
) -> list[Finding]:
    """A finding for each property that tells the label, the strongest first. One label a picture only:
    for several there is `shortcut_sets`.

    groups: int (N,), equal for copies of one picture, which stay in one fold.
    """
    if dataset.kind != "class":
        return []
    targets = dataset.targets()
    rows = _rows(targets, glance.readable, seed)
    if not len(rows):
        return []
    classes, labels = np.unique(targets[rows], return_inverse=True)
    folds = deal(labels, None if groups is None else groups[rows], seed)
    found = []
    for each in properties(glance, rows):
        if each.varies:
            if each.mirrored:
                told = tell_lopsided(each.values, labels, folds)
            else:
                told = predictability(each.values, labels, folds, seed)
            if _worth_telling(told, WARNED if each.content else TOLD):
                found.append((told, _finding(dataset, rows, classes, labels, each, told)))
    found.sort(key=lambda pair: (pair[1].severity != "warning", -pair[0].lift))
    return [finding for _, finding in found]


def _rows(targets: np.ndarray, readable: np.ndarray, seed: int) -> np.ndarray:
    """At most `MOST_PICTURES` readable samples, of classes that have enough of them; none for one class."""
    if len(readable) > MOST_PICTURES:
        readable = np.sort(np.random.default_rng(seed).permutation(readable)[:MOST_PICTURES])
    classes, counts = np.unique(targets[readable], return_counts=True)
    large = classes[counts >= LEAST_OF_A_CLASS]
    return readable[np.isin(targets[readable], large)] if len(large) > 1 else readable[:0]


def predictability(
    values: np.ndarray, labels: np.ndarray, folds: np.ndarray, seed: int = 0
) -> Predictability:
    """Cross-validated answers of a small tree: values (N, K), labels int (N,) of 0..C-1, folds int (N,)."""
    likely = np.zeros((len(labels), int(labels.max()) + 1), dtype=np.float32)
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        tree = _tree(likely.shape[1], int((~out).sum()), seed).fit(values[~out], labels[~out])
        likely[np.ix_(out, tree.classes_)] = tree.predict_proba(values[out])
    return _told(likely, labels)


def tell_lopsided(values: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> Predictability:
    """The same for values (N, K) that change their sign with mirroring: ridge regression without a constant.

    Its answer changes its sign, too: of what is as often on the left as on the right it can learn nothing.
    """
    classes = int(labels.max()) + 1
    likely = np.zeros((len(labels), classes), dtype=np.float32)
    truth = one_hot(labels, classes).astype(np.float32) - np.float32(1 / classes)
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        own, weights = values[~out], _even_weights(labels[~out])[:, None]
        gram = (own * weights).T @ own
        # As strong as the mean of the spectrum: hundreds of pixels against a few hundred pictures.
        gram[np.diag_indices_from(gram)] += np.trace(gram) / len(gram) * RIDGE
        likely[out] = values[out] @ np.linalg.solve(gram, (own * weights).T @ truth[~out])
    return _told(likely, labels)


def _even_weights(labels: np.ndarray) -> np.ndarray:
    """Of each sample, float32 (N,), so that every class weighs the same."""
    return np.asarray(1 / np.bincount(labels)[labels], dtype=np.float32)


def _told(likely: np.ndarray, labels: np.ndarray) -> Predictability:
    classes = likely.shape[1]
    areas = tuple(area_of(likely[:, c], labels == c) for c in range(classes))
    return Predictability(balanced(likely.argmax(axis=1) == labels, labels), 1 / classes, areas, likely)


def _tree(classes: int, n: int, seed: int) -> Any:
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError as error:
        raise MissingExtra("scikit-learn", "check", Message("needs.shortcuts")) from error
    # Small: a few questions with hundreds of pictures behind each, so that it cannot learn pictures by heart.
    return DecisionTreeClassifier(
        max_leaf_nodes=min(128, 8 + 2 * classes),
        min_samples_leaf=max(5, n // 100 // classes),
        class_weight="balanced",
        random_state=seed,
    )


def balanced(right: np.ndarray, labels: np.ndarray) -> Estimate:
    """Mean recall of the classes, with its interval."""
    return decisions.mean_recall(right, labels).estimate(Groups.alone(len(labels)))


def area_of(scores: np.ndarray, positive: np.ndarray) -> Estimate:
    """ROC area of one class against the rest."""
    groups, mean = Groups.alone(len(scores)), MeanArea()
    mean.add(roc_of(scores, RocSide.of(positive, groups), groups))
    return mean.estimate(groups)


def _worth_telling(told: Predictability, least: float) -> bool:
    accuracy = told.accuracy
    # Three standard errors and not two: a dozen properties are asked.
    above = accuracy.value - 1.55 * (accuracy.value - accuracy.low) > told.chance and told.lift >= least
    return above or any(_given_away(area) for area in told.areas)


def _given_away(area: Estimate) -> bool:
    # The lower end too: of many classes some small one always looks easy.
    return area.value >= GIVEN_AWAY and area.low >= GIVEN_AWAY - 0.1


def _severity(each: Property, told: Predictability) -> Severity:
    """What may be content is a note: no program can know whether night belongs to the class."""
    least = WARNED_LOPSIDED if each.mirrored else WARNED
    strong = told.lift >= least or any(_given_away(area) for area in told.areas)
    return "warning" if strong and not each.content else "note"


def _finding(
    dataset: Dataset,
    rows: np.ndarray,
    classes: np.ndarray,
    labels: np.ndarray,
    each: Property,
    told: Predictability,
) -> Finding:
    names = [dataset.classes[int(c)] for c in classes]
    order = sorted(range(len(names)), key=lambda c: -told.areas[c].value)
    away = [c for c in order if _given_away(told.areas[c])] or order[:1]
    accuracy = told.accuracy
    advice = "finding.advice_content" if each.content else "finding.advice_mask"
    return Finding(
        "shortcut",
        _severity(each, told),
        Message(
            "finding.shortcut",
            subject=Message(f"subject.{each.name}"),
            value=accuracy.value,
            low=accuracy.low,
            high=accuracy.high,
            chance=told.chance,
            label=names[away[0]],
            advice=Message(advice),
        ),
        paths=_examples(dataset, rows, labels, told, away[0]),
        detail={
            "property": each.name,
            "content": each.content,
            "accuracy": accuracy.to_json(),
            "chance": told.chance,
            "given_away": [{"class": names[c], "area": told.areas[c].to_json()} for c in away],
            "typical": _typical(each.measure, labels == away[0]),
        },
    )


def _examples(
    dataset: Dataset, rows: np.ndarray, labels: np.ndarray, told: Predictability, of: int
) -> tuple[str, ...]:
    """Pictures of the class that the property gives away most surely."""
    members = np.flatnonzero(labels == of)
    best = members[np.argsort(-told.likely[members, of], kind="stable")][:SHOWN_EXAMPLES]
    return _sources(dataset, rows[best])


def _sources(dataset: Dataset, indices: Sequence[int] | np.ndarray) -> tuple[str, ...]:
    return tuple([dataset.samples[int(i)].source for i in indices])


def _typical(measure: np.ndarray | None, members: np.ndarray) -> list[float] | None:
    """Median of the class and of the other pictures, where the property is a quantity."""
    if measure is None:
        return None
    return [round(float(np.median(measure[which])), 4) for which in (members, ~members)]
