"""Labels that are probably wrong: what a quick model, which never saw the picture, strongly disagrees with.

Confident learning (C. Northcutt, L. Jiang, I. Chuang, "Confident Learning: Estimating Uncertainty in Dataset
Labels", JAIR 70, 2021) by cleanlab, on out-of-fold probabilities of `quick_model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from huoyan.data.check.finding import Finding
from huoyan.data.check.labels.quick_model import deal, out_of_fold, probabilities
from huoyan.data.check.labels.wrong_label_sets import (
    HARDLY,
    LEAST_PICTURES,
    NEARLY,
    cleanlab,
    wrong_label_sets,
)
from huoyan.data.dataset import Dataset
from huoyan.metrics.intervals.proportions import wilson
from huoyan.metrics.probabilities import one_hot
from huoyan.results import Estimate
from huoyan.words import Message


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What a model that saw the other folds thinks of the labels of M samples, the most doubtful first.

    index: int (M,) places in the data set; given, suggested: int (M,) classes; chance: float (M,) of the
    given label, 0..1; certainty: float (M,) of the suggested one; doubted: bool (M,), what confident
    learning calls a label issue. agreement: share of samples whose most probable class is the given one.
    """

    index: np.ndarray
    given: np.ndarray
    suggested: np.ndarray
    chance: np.ndarray
    certainty: np.ndarray
    doubted: np.ndarray
    agreement: Estimate


def wrong_labels(
    dataset: Dataset, features: np.ndarray, known: np.ndarray, groups: np.ndarray | None = None, seed: int = 0
) -> list[Finding]:
    """A finding a doubted picture, best first.

    features: (N, D) of every sample, by `appearance` or a network; known: bool (N,), False where a picture
    could not be read; groups: int (N,), equal for copies of one picture.
    """
    if dataset.kind == "labels":
        return wrong_label_sets(dataset, features, known, groups, seed)
    judged = judge(dataset.targets(), features, known, groups, seed)
    return [] if judged is None else list(_findings(dataset, judged))


def judge(
    targets: np.ndarray,
    features: np.ndarray,
    known: np.ndarray | None = None,
    groups: np.ndarray | None = None,
    seed: int = 0,
) -> Judgement | None:
    """Every sample of classes with `LEAST_PICTURES` known pictures; None with fewer than two of these."""
    known = np.ones(len(targets), dtype=bool) if known is None else known
    classes, counts = np.unique(targets[known], return_counts=True)
    classes = classes[counts >= LEAST_PICTURES]
    index = np.flatnonzero(known & np.isin(targets, classes))
    if len(classes) < 2:
        return None
    labels = np.searchsorted(classes, targets[index])
    folds = deal(labels, None if groups is None else groups[index], seed)
    truth = one_hot(labels, len(classes)).astype(np.float32)
    chances = probabilities(out_of_fold(features[index], truth, folds, seed), labels)
    quality, doubted = _confident_learning(labels, chances)
    order = np.argsort(quality, kind="stable")
    best = chances.argmax(axis=1)
    rows = np.arange(len(labels))
    return Judgement(
        index=index[order],
        given=classes[labels[order]],
        suggested=classes[best[order]],
        chance=chances[rows, labels][order],
        certainty=chances[rows, best][order],
        doubted=(doubted & (best != labels))[order],
        agreement=wilson(int((best == labels).sum()), len(labels)),
    )


def _confident_learning(labels: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(quality float (N,), low is doubtful; doubted bool (N,)) by cleanlab."""
    rank, filters = cleanlab("rank"), cleanlab("filter")
    quality = rank.get_label_quality_scores(labels, chances, method="normalized_margin")
    # One process: starting others costs more than the work, and copies the memory.
    doubted = filters.find_label_issues(labels, chances, filter_by="both", n_jobs=1)
    return np.asarray(quality), np.asarray(doubted, dtype=bool)


def _findings(dataset: Dataset, judged: Judgement) -> Iterator[Finding]:
    for at in np.flatnonzero(judged.doubted):
        sample = dataset.samples[int(judged.index[at])]
        given, suggested = dataset.classes[judged.given[at]], dataset.classes[judged.suggested[at]]
        chance, certainty = float(judged.chance[at]), float(judged.certainty[at])
        yield Finding(
            "label",
            "warning" if chance < HARDLY and certainty > NEARLY else "note",
            Message(
                "finding.wrong_label",
                source=sample.source,
                given=given,
                suggested=suggested,
                certainty=certainty,
                chance=chance,
            ),
            paths=(sample.source,),
            detail={
                "given": given,
                "suggested": suggested,
                "chance": round(chance, 4),
                "certainty": round(certainty, 4),
                "agreement": judged.agreement.to_json(),
            },
        )
