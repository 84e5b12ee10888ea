"""What a network would answer if nothing had been done about classes of unequal size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from huoyan.artifact.manifest import Manifest
from huoyan.data.dataset import Dataset
from huoyan.evaluate import Evaluation
from huoyan.learn.objectives.imbalance import Treatment, treat
from huoyan.metrics.summary import summarise
from huoyan.report.record import Remedy, Scores
from huoyan.runs.recipe import Recipe

How = Literal["exact", "thresholds"]
EVEN = ("sampling", "weights", "logit-adjustment")
TINY = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, slots=True)
class Before:
    """Probabilities (N, C) without the remedy, and how they are known.

    "exact": the network's own answers under the class shares that its loss was told. "thresholds": the same
    probabilities, every label chosen from 0.5 on.
    """

    probabilities: np.ndarray
    how: How


def remedy(
    recipe: Recipe,
    train: Dataset,
    evaluation: Evaluation,
    manifest: Manifest,
) -> Remedy | None:
    """What a run with the settled `recipe` did about the sizes of the classes, and its figures without.

    `train`: the pictures that were trained on. None where nothing was done.
    """
    method, thresholds = recipe.imbalance, manifest.thresholds is not None
    assert method != "auto"
    if method == "none" and not thresholds:
        return None
    counts, smoothing = tuple(train.counts().values()), recipe.label_smoothing or 0.0
    multilabel = train.multilabel
    found = before(
        evaluation.probabilities,
        treat(method, recipe.loss, counts, len(train), multilabel=multilabel, label_smoothing=smoothing),
        temperature=manifest.calibration.temperature,
        multilabel=multilabel,
        thresholds=thresholds,
    )
    if found is None:
        return Remedy(method, "unknown")
    groups = [sample.group for sample in evaluation.samples]
    summary = summarise(
        found.probabilities, evaluation.targets, manifest.labels, multilabel=multilabel, groups=groups
    )
    return Remedy(method, found.how, Scores(summary.n, summary.metrics, summary.per_class))


def even(recipe: Recipe, multilabel: bool) -> bool:
    """Whether the probabilities are those of a world in which all classes are equally frequent."""
    return recipe.imbalance in (("logit-adjustment",) if multilabel else EVEN)


def before(
    probabilities: np.ndarray,
    treatment: Treatment,
    *,
    temperature: float,
    multilabel: bool,
    thresholds: bool,
) -> Before | None:
    """Calibrated `probabilities` (N, C) without what `treatment` did, and without labels' own `thresholds`.

    Logit adjustment is undone by adding its shift to the logits again. None where only a second training
    tells: Bayes' rule could give the classes their shares back after sampling or weights, but on small data
    that was further from a network trained so than the remedy's whole effect (docs/decisions.md, "Before").
    """
    p = np.clip(np.asarray(probabilities, dtype=np.float64), TINY, None)
    if treatment.logit_shift is not None:
        shift = np.asarray(treatment.logit_shift) / temperature
        return Before(_sigmoid(_logit(p) + shift) if multilabel else _softmax(np.log(p) + shift), "exact")
    return Before(np.asarray(probabilities), "thresholds") if thresholds else None


def _logit(p: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)), finite for a float32 that was rounded to 1."""
    return np.asarray(np.log(p) - np.log(np.clip(1 - p, np.finfo(np.float32).eps, None)))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-np.logaddexp(0, -x)))


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
