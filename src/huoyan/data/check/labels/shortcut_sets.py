"""Shortcuts where a picture may have several labels: properties that tell whether a label is given.

Each label is a question of its own, with and without it counting alike, so that guessing is right for a half.
One tree a property answers all of them: its splits are those that tell most of all labels, each scaled to the
same variance, so that a rare label weighs what a common one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from huoyan.data.check.finding import Finding
from huoyan.data.check.labels.quick_model import deal
from huoyan.data.check.labels.shortcuts import (
    GIVEN_AWAY,
    LEAST_OF_A_CLASS,
    MOST_PICTURES,
    RIDGE,
    SHOWN_EXAMPLES,
    TOLD,
    WARNED,
    WARNED_LOPSIDED,
    area_of,
    balanced,
)
from huoyan.data.check.look.glance import Glance
from huoyan.data.check.look.properties import Property, properties
from huoyan.data.dataset import Dataset
from huoyan.errors import MissingExtra
from huoyan.results import Estimate
from huoyan.words import Message, counted

CHANCE = 0.5


@dataclass(frozen=True, slots=True)
class ToldLabel:
    """How well a property tells whether pictures have the label: balanced accuracy 0..1, and ROC area."""

    label: int
    accuracy: Estimate
    area: Estimate

    @property
    def lift(self) -> float:
        """Share of the way from guessing (0) to always right (1)."""
        return (self.accuracy.value - CHANCE) / (1 - CHANCE)


def shortcut_sets(
    dataset: Dataset, glance: Glance, groups: np.ndarray | None = None, seed: int = 0
) -> list[Finding]:
    """A finding for each property that tells a label, the strongest first; the arguments of `shortcuts`."""
    rows = glance.readable
    if len(rows) > MOST_PICTURES:
        rows = np.sort(np.random.default_rng(seed).permutation(rows)[:MOST_PICTURES])
    targets = dataset.targets()[rows] if len(rows) else np.zeros((0, len(dataset.classes)))
    positive = targets.sum(axis=0)
    classes = np.flatnonzero((positive >= LEAST_OF_A_CLASS) & (len(rows) - positive >= LEAST_OF_A_CLASS))
    if not len(classes):
        return []
    given = targets[:, classes] > 0
    alike = np.unique(given, axis=0, return_inverse=True)[1].reshape(-1)
    folds = deal(alike, None if groups is None else groups[rows], seed)
    found = []
    for each in properties(glance, rows):
        if each.varies:
            likely = answers(each, given, folds, seed)
            told = _worth_telling(each, likely, given)
            if told:
                found.append((told[0].lift, _finding(dataset, rows, classes, given, each, told, likely)))
    found.sort(key=lambda pair: (pair[1].severity != "warning", -pair[0]))
    return [finding for _, finding in found]


def answers(each: Property, given: np.ndarray, folds: np.ndarray, seed: int = 0) -> np.ndarray:
    """Cross-validated scores float32 (N, C) of labels given (N, C); above 0: likelier than on average."""
    truth = given - given.mean(axis=0)
    truth = (truth / truth.std(axis=0)).astype(np.float32)
    likely = np.zeros(given.shape, dtype=np.float32)
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        own = each.values[~out]
        if each.mirrored:
            gram = own.T @ own
            gram[np.diag_indices_from(gram)] += np.trace(gram) / len(gram) * RIDGE
            likely[out] = each.values[out] @ np.linalg.solve(gram, own.T @ truth[~out])
        else:
            tree = _tree(given.shape[1], len(own), seed).fit(own, truth[~out])
            likely[out] = tree.predict(each.values[out]).reshape(-1, given.shape[1])
    return likely


def _tree(labels: int, n: int, seed: int) -> Any:
    try:
        from sklearn.tree import DecisionTreeRegressor
    except ImportError as error:
        raise MissingExtra("scikit-learn", "check", Message("needs.shortcuts")) from error
    return DecisionTreeRegressor(
        max_leaf_nodes=min(128, 8 + 2 * labels), min_samples_leaf=max(5, n // 200), random_state=seed
    )


def _worth_telling(each: Property, likely: np.ndarray, given: np.ndarray) -> list[ToldLabel]:
    """The labels that the property tells, the surest first; none where it is not worth a finding."""
    # Three standard errors for one label, more for many: the best of a hundred guesses looks good.
    errors = NormalDist().inv_cdf(1 - 0.00135 / given.shape[1]) / NormalDist().inv_cdf(0.975)
    least = WARNED if each.content else TOLD
    told = []
    for c in range(given.shape[1]):
        accuracy = balanced((likely[:, c] > 0) == given[:, c], given[:, c].astype(np.int64))
        one = ToldLabel(c, accuracy, area_of(likely[:, c], given[:, c]))
        above = accuracy.value - errors * (accuracy.value - accuracy.low) > CHANCE and one.lift >= least
        if above or given_away(one, errors):
            told.append(one)
    return sorted(told, key=lambda one: -one.lift)


def given_away(one: ToldLabel, errors: float) -> bool:
    low = one.area.value - errors * (one.area.value - one.area.low)
    return one.area.value >= GIVEN_AWAY and low >= GIVEN_AWAY - 0.1


def _finding(
    dataset: Dataset,
    rows: np.ndarray,
    classes: np.ndarray,
    given: np.ndarray,
    each: Property,
    told: list[ToldLabel],
    likely: np.ndarray,
) -> Finding:
    first = told[0]
    label, accuracy = dataset.classes[classes[first.label]], first.accuracy
    strong = first.lift >= (WARNED_LOPSIDED if each.mirrored else WARNED) or first.area.value >= GIVEN_AWAY
    advice = "finding.advice_content_of_label" if each.content else "finding.advice_alike"
    others = counted(len(told) - 1, "more label")
    members = np.flatnonzero(given[:, first.label])
    best = members[np.argsort(-likely[members, first.label], kind="stable")][:SHOWN_EXAMPLES]
    typical = None
    if each.measure is not None:
        with_label = given[:, first.label]
        typical = [round(float(np.median(each.measure[which])), 4) for which in (with_label, ~with_label)]
    return Finding(
        "shortcut",
        "warning" if strong and not each.content else "note",
        Message(
            "finding.shortcut_of_label",
            subject=Message(f"subject.{each.name}"),
            value=accuracy.value,
            low=accuracy.low,
            high=accuracy.high,
            chance=CHANCE,
            label=label,
            more=Message("finding.tells_more", labels=others) if len(told) > 1 else "",
            advice=Message(advice),
        ),
        paths=tuple(dataset.samples[int(i)].source for i in rows[best]),
        detail={
            "property": each.name,
            "content": each.content,
            "accuracy": accuracy.to_json(),
            "chance": CHANCE,
            "given_away": [
                {"class": dataset.classes[classes[one.label]], "area": one.area.to_json()} for one in told
            ],
            "typical": typical,
        },
    )
