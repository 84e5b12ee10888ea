"""What the report shows of a run, gathered into one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from huoyan.artifact.manifest import Manifest
from huoyan.bench import Speed, bench
from huoyan.data.dataset import SPLITS, Dataset, Sample
from huoyan.errors import ImageError
from huoyan.evaluate import Evaluation
from huoyan.images.decode import decode
from huoyan.images.decoding.colour import Window
from huoyan.images.draw import thumbnail
from huoyan.images.files import read_bytes
from huoyan.learn.build import Built
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.fit.targets import Targets
from huoyan.learn.fit.trainer import Fitted
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.ship import Shipped
from huoyan.learn.tasks.label_remedy import even
from huoyan.report.record import (
    ArtifactFile,
    Mistake,
    ModelFacts,
    Quarantined,
    Remedy,
    RunRecord,
    Scores,
)
from huoyan.tasks.scored_labels import ScoredLabels
from huoyan.words import Message

# How many pictures the page shows of each kind, and their side in pixels.
MISTAKES, EXAMPLES, SIDE = 24, 6, 160


def record(
    title: str,
    command: str,
    plan: Plan,
    built: Built,
    fitted: Fitted,
    dataset: Dataset,
    glimpse: tuple[np.ndarray, Targets],
    shipped: Shipped,
    evaluation: Evaluation,
    *,
    quarantined: Sequence[Quarantined],
    notes: Sequence[str],
    remedy: Remedy | None,
) -> RunRecord:
    """`glimpse`: some training pictures uint8 (N, H, W, C) and their targets, to show the augmentation on."""
    manifest, score = shipped.artifact.manifest, evaluation.score
    assert isinstance(score, ScoredLabels)
    return RunRecord(
        title=Path(title).name or title,
        data=title,
        created=manifest.provenance.created,
        command=command,
        classes=dataset.classes,
        counts={s: tuple(dataset.split(s).counts().values()) for s in SPLITS if len(dataset.split(s))},
        split=evaluation.split,
        summary=score.summary,
        probabilities=score.probabilities,
        targets=score.targets,
        multilabel=score.several,
        thresholds=getattr(manifest.task, "thresholds", None),
        sources=tuple(sample.source for sample in evaluation.samples),
        groups=tuple(sample.group for sample in evaluation.samples),
        recipe=built.recipe.to_dict(),
        choices=plan.choices + built.notes,
        notes=tuple(notes) + _endings(fitted),
        epochs=fitted.history,
        mistakes=_mistakes(evaluation, plan.preprocess.window),
        examples=_examples(dataset, plan.preprocess.window),
        batch=_augmented(built, *glimpse),
        model=_facts(manifest, plan, built.licence),
        speeds=_speeds(shipped),
        parities=shipped.parities,
        quarantine=tuple(quarantined),
        files=_files(shipped),
        remedy=remedy,
        even=even(built.recipe, score.several),
    )


def metrics(
    evaluation: Evaluation, remedy: Remedy | None, beside: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """What metrics.json holds of a run."""
    found = evaluation.to_json()
    if remedy is not None:
        found["remedy"] = remedy.to_json()
    if beside:
        found["beside"] = dict(beside)
    return found


def with_beside(page: RunRecord, beside: Mapping[str, Mapping[str, Any]], notes: Sequence[str]) -> RunRecord:
    """The record with what was trained beside the run, and what was said of it."""
    told = tuple(notes) + tuple(note for note in page.notes if note not in notes)
    page = replace(page, notes=told)
    if "random-split" in beside:
        page = replace(page, random=Scores.from_json(beside["random-split"]))
    if "plain" in beside and page.remedy is not None:
        trained = replace(page.remedy, how="trained", before=Scores.from_json(beside["plain"]))
        page = replace(page, remedy=trained)
    return page


def _endings(fitted: Fitted) -> tuple[str, ...]:
    said = {"interrupted": "learn.stopped_by_hand", "patience": "learn.stopped_early"}
    return (Message(said[fitted.stopped]),) if fitted.stopped in said else ()


def _facts(manifest: Manifest, plan: Plan, licence: str) -> ModelFacts:
    preprocess = plan.preprocess
    return ModelFacts(
        network=manifest.network.name,
        parameters=manifest.network.parameters,
        size=(preprocess.height, preprocess.width, preprocess.channels),
        licence=licence,
        weights=manifest.provenance.weights,
        temperature=manifest.task.temperature,
    )


def _files(shipped: Shipped) -> tuple[ArtifactFile, ...]:
    folder = shipped.artifact.folder
    return tuple(
        ArtifactFile(f"{folder.name}/{name}", (folder / name).stat().st_size, digest)
        for name, digest in shipped.artifact.manifest.files.items()
    )


def _speeds(shipped: Shipped) -> tuple[Speed, ...]:
    return tuple(bench(shipped.artifact, batches=(1, 16), seconds=0.03))


def picture(sample: Sample, window: Window | None) -> np.ndarray | None:
    """A sample small enough for the page, in its own shape; None where it cannot or must not be shown.

    window: of the model, so that deep pictures look as the network saw them.
    """
    if not sample.embed:
        return None
    if sample.pixels is not None:
        return thumbnail(sample.pixels, SIDE) if max(sample.pixels.shape[:2]) > SIDE else sample.pixels
    assert sample.path is not None
    try:
        data, limits = read_bytes(sample.path, sample.limits), sample.limits
        shown = decode(data, limits=limits, window=window, at_least=(SIDE, SIDE), name=sample.source)
        return thumbnail(shown.pixels, SIDE)
    except ImageError:
        return None


def _mistakes(evaluation: Evaluation, window: Window | None) -> tuple[Mistake, ...]:
    """The wrong answers that the model was surest of."""
    found = []
    for worst in evaluation.score.worst(MISTAKES):
        sample = evaluation.samples[worst.row]
        shown = picture(sample, window)
        if shown is not None:
            found.append(Mistake(shown, sample.source, worst.truth, worst.answer, worst.certainty))
    return tuple(found)


def _examples(dataset: Dataset, window: Window | None) -> tuple[tuple[str, tuple[np.ndarray, ...]], ...]:
    """The first few training pictures of each class."""
    chosen: dict[int, list[np.ndarray]] = {index: [] for index in range(len(dataset.classes))}
    per_class = max(1, min(EXAMPLES, 240 // len(dataset.classes)))
    for sample in dataset.split("train").samples:
        for label in sample.labels:
            if len(chosen[label]) < per_class and (shown := picture(sample, window)) is not None:
                chosen[label].append(shown)
    return tuple((dataset.classes[index], tuple(pictures)) for index, pictures in chosen.items())


def _augmented(built: Built, pixels: np.ndarray, targets: Targets) -> np.ndarray:
    """What the network saw: some pictures after augmentation, uint8 (N, H, W, C)."""
    if not len(pixels):
        return pixels
    generator = torch.Generator().manual_seed(built.recipe.seed)
    images, _ = built.learner.augment(
        torch.from_numpy(np.ascontiguousarray(pixels)), targets, generator, ALONE
    )
    return images.clamp(0, 255).round().to(torch.uint8).numpy()
