"""Labels that are probably wrong where a picture may have several: one is missing, or one too many.

Each label is a question of its own, and confident learning is asked of each (A. Thyagarajan, E. Snorrason,
C. Northcutt, J. Mueller, "Identifying Incorrect Annotations in Multi-Label Classification Data", 2022), by
cleanlab, on out-of-fold probabilities of `quick_model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from huoyan.data.check.finding import Finding
from huoyan.data.check.labels.quick_model import FOLDS, chances_each, deal, out_of_fold
from huoyan.data.dataset import Dataset
from huoyan.errors import MissingExtra
from huoyan.metrics.intervals.proportions import wilson
from huoyan.results import Estimate
from huoyan.words import Message, counted

# A class needs so many pictures for a model to know it: those of smaller ones are not judged.
LEAST_PICTURES = 2 * FOLDS
# From here on a doubt is a warning: what is given has hardly a chance, the other nearly all.
HARDLY, NEARLY = 0.05, 0.9
# The share of labels that are taken to be wrong before a picture is looked at; what makes a doubt.
NOISE, DOUBT = 0.05, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SetJudgement:
    """What a model that saw the other folds thinks of the label sets of M pictures, the most doubtful first.

    index: int (M,) places in the data set; classes: int (C,), those with enough pictures to be judged;
    given: bool (M, C); wrong: float (M, C), how likely each answer is wrong, 0..1; doubted: bool (M, C), what
    confident learning calls a label issue. agreement: of the labels that are given or that the model would
    give (at one half), the share that both give.
    """

    index: np.ndarray
    classes: np.ndarray
    given: np.ndarray
    wrong: np.ndarray
    doubted: np.ndarray
    agreement: Estimate


def wrong_label_sets(
    dataset: Dataset, features: np.ndarray, known: np.ndarray, groups: np.ndarray | None = None, seed: int = 0
) -> list[Finding]:
    """A finding a picture with a doubted label, best first; the arguments are those of `wrong_labels`."""
    judged = judge_sets(dataset.targets(), features, known, groups, seed)
    return [] if judged is None else list(_findings(dataset, judged))


def judge_sets(
    targets: np.ndarray,
    features: np.ndarray,
    known: np.ndarray,
    groups: np.ndarray | None = None,
    seed: int = 0,
) -> SetJudgement | None:
    """targets: 0/1 (N, classes). None if no class has `LEAST_PICTURES` pictures with and without it."""
    index = np.flatnonzero(known)
    positive = targets[index].sum(axis=0)
    classes = np.flatnonzero((positive >= LEAST_PICTURES) & (len(index) - positive >= LEAST_PICTURES))
    if not len(classes):
        return None
    truth = targets[np.ix_(index, classes)].astype(np.float32)
    # Pictures of one set of labels are spread over the folds like those of one class.
    alike = np.unique(truth, axis=0, return_inverse=True)[1].reshape(-1)
    folds = deal(alike, None if groups is None else groups[index], seed)
    chances = chances_each(out_of_fold(features[index], truth, folds, seed), truth)
    given = truth > 0
    wrong = wrongness(given, chances)
    doubted = _confident_learning(given, chances) & (wrong > DOUBT)
    # The most doubtful label says most, a second one next to it something as well.
    order = np.argsort(-np.sort(wrong, axis=1)[:, ::-1][:, :2].sum(axis=1), kind="stable")
    answer = chances > 0.5
    agreement = wilson(int((answer & given).sum()), max(1, int((answer | given).sum())))
    return SetJudgement(index[order], classes, given[order], wrong[order], doubted[order], agreement)


def wrongness(given: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """How likely each label, given or not, bool (N, C), is wrong: float (N, C) in 0..1.

    chances (N, C) say how often pictures that look so have the label. Of a rare label that a model hardly
    knows they are low for rightly labelled pictures as well, so that they alone would doubt most of these.
    What counts is how much more a picture looks like those of the other answer (odds over the label's
    share), beside labels of which `NOISE` are wrong.
    """
    share = given.mean(axis=0)
    odds = (chances / np.maximum(1 - chances, 1e-9)) * ((1 - share) / share)
    against = np.where(given, 1 / np.maximum(odds, 1e-9), odds) * (NOISE / (1 - NOISE))
    return np.asarray(against / (1 + against))


def _confident_learning(given: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """What cleanlab calls a label issue, bool (N, C), label by label."""
    filters = cleanlab("filter")
    doubted = np.zeros(given.shape, dtype=bool)
    for c in range(given.shape[1]):
        both = np.stack([1 - chances[:, c], chances[:, c]], axis=1)
        doubted[:, c] = filters.find_label_issues(
            given[:, c].astype(np.int64), both, filter_by="both", n_jobs=1
        )
    return doubted


def cleanlab(module: str) -> Any:
    try:
        return import_module(f"cleanlab.{module}")
    except ImportError as error:
        raise MissingExtra("cleanlab", "check", Message("needs.labels")) from error


def _findings(dataset: Dataset, judged: SetJudgement) -> Iterator[Finding]:
    for row in np.flatnonzero(judged.doubted.any(axis=1)):
        sample = dataset.samples[int(judged.index[row])]
        changed = judged.classes[judged.doubted[row]]
        suggested = sorted(set(sample.labels) ^ {int(c) for c in changed})
        worst = int(np.where(judged.doubted[row], judged.wrong[row], -1).argmax())
        name, sure = dataset.classes[judged.classes[worst]], float(judged.wrong[row, worst])
        missing = not judged.given[row, worst]
        labels = counted(len(changed) - 1, "more label")
        yield Finding(
            "label",
            "warning" if sure > max(NEARLY, 1 - HARDLY) else "note",
            Message(
                "finding.missing_label" if missing else "finding.extra_label",
                source=sample.source,
                given=_named(dataset, sample.labels) if sample.labels else Message("finding.no_label"),
                name=name,
                sure=sure,
                more=Message("finding.more_in_doubt", labels=labels) if len(changed) > 1 else "",
            ),
            paths=(sample.source,),
            detail={
                "given": _named(dataset, sample.labels),
                "suggested": _named(dataset, suggested),
                "missing": [dataset.classes[c] for c in changed if int(c) not in sample.labels],
                "extra": [dataset.classes[c] for c in changed if int(c) in sample.labels],
                "chance": round(1 - sure, 4),
                "certainty": round(sure, 4),
                "agreement": judged.agreement.to_json(),
            },
        )


def _named(dataset: Dataset, labels: tuple[int, ...] | list[int]) -> str:
    return "|".join(dataset.classes[label] for label in sorted(labels)) or "no label"
