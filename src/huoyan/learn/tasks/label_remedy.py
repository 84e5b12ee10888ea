"""What a network would answer if nothing had been done about classes of unequal size."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.learn.objectives.imbalance import Treatment
from huoyan.learn.tasks.label_training import label_choices, label_treatment
from huoyan.metrics.probabilities import logit, sigmoid, softmax
from huoyan.report.record import ReferenceScore, Remedy
from huoyan.runs.recipe import Recipe
from huoyan.tasks.base import Score, Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.scored_labels import ScoredLabels, scored
from huoyan.tasks.tags import Tags

EVEN = ("sampling", "weights", "logit-adjustment")
_TINY = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, slots=True)
class Unremedied:
    """Probabilities (N, C) without the remedy, and how they are known.

    "exact": the network's own answers under the class shares that its loss was told. "thresholds": the same
    probabilities, every label chosen from 0.5 on.
    """

    probabilities: np.ndarray
    how: Literal["exact", "thresholds"]


def label_remedy(recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
    """What a run with the settled `recipe` did about the sizes of the classes, and its figures without.

    `train`: the pictures that were trained on. None where nothing was done.
    """
    assert isinstance(score, ScoredLabels)
    assert isinstance(task, Classify | Tags)
    method, thresholds = (
        label_choices(recipe).imbalance,
        isinstance(task, Tags) and task.thresholds is not None,
    )
    assert method != "auto"
    if method == "none" and not thresholds:
        return None
    evened = even(recipe, score.several)
    joined = recipe.ensemble is not None and method != "none"
    if joined or not len(score.probabilities):
        # Each member of an ensemble did it for itself; or they were too many to be kept.
        return Remedy(method, "unknown", even=evened)
    found = unremedied(
        score.probabilities,
        label_treatment(recipe, train),
        temperature=task.temperature,
        multilabel=score.several,
        thresholds=thresholds,
    )
    if found is None:
        return Remedy(method, "unknown", even=evened)
    plain = dataclasses.replace(task, thresholds=None) if isinstance(task, Tags) else task
    summary = scored(plain, found.probabilities, score.targets, score.named_groups).summary
    reference = ReferenceScore(summary.n, summary.metrics, summary.per_class)
    return Remedy(method, found.how, reference, evened)


def even(recipe: Recipe, multilabel: bool) -> bool:
    """Whether the probabilities are those of a world in which all classes are equally frequent."""
    return label_choices(recipe).imbalance in (("logit-adjustment",) if multilabel else EVEN)


def unremedied(
    probabilities: np.ndarray,
    treatment: Treatment,
    *,
    temperature: float,
    multilabel: bool,
    thresholds: bool,
) -> Unremedied | None:
    """Calibrated `probabilities` (N, C) without what `treatment` did, and without labels' own `thresholds`.

    Logit adjustment is undone by adding its shift to the logits again. None where only a second training
    tells: Bayes' rule could give the classes their shares back after sampling or weights, but on small data
    that was further from a network trained so than the remedy's whole effect (docs/decisions.md, "Before").
    """
    p = np.clip(np.asarray(probabilities, dtype=np.float64), _TINY, None)
    if treatment.logit_shift is not None:
        shift = np.asarray(treatment.logit_shift) / temperature
        return Unremedied(sigmoid(logit(p) + shift) if multilabel else softmax(np.log(p) + shift), "exact")
    return Unremedied(np.asarray(probabilities), "thresholds") if thresholds else None
