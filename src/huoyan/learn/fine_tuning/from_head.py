"""A training that begins at a fitted head: what is prepared for it, and its weights put together again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import PRESETS
from huoyan.learn.build import Built
from huoyan.learn.fine_tuning.frozen_front import Halves
from huoyan.learn.fine_tuning.head_start import HeadStart, features_before
from huoyan.learn.fine_tuning.kept_rows import KeptRows
from huoyan.learn.fine_tuning.views import Stored, Views, one_view, stored_views
from huoyan.learn.fit.learner import Learner, Part, Surroundings
from huoyan.learn.fit.trainer import Behind, Fitted, Settings, fit
from huoyan.learn.heads.base import Lesson
from huoyan.learn.machine.autocast import autocast
from huoyan.learn.machine.blas_threads import blas_threads
from huoyan.runs.events import Advanced, Phase, Said
from huoyan.runs.recipe import Recipe
from huoyan.words import Message

_BATCH = 64
# Of a recipe all that the frozen stages, and so what they make of the same pictures, depend on.
DECIDE = ("model", "options", "weights", "card", "pretrained", "precision", "mean", "std")
# Of the training and of the validation pictures.
Both: TypeAlias = tuple[Stored, Stored]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `fit` takes. halves: where the frozen stages are done with, and the learner has the rest alone."""

    learner: Learner
    train: Part
    val: Part
    halves: Halves | None

    def behind(self, earlier: Behind | None) -> Behind | None:
        """An earlier training of the whole network, as one of what trains."""
        if earlier is None or self.halves is None:
            return earlier
        names = self.halves.rest.state_dict()
        return replace(earlier, state={name: earlier.state[name] for name in names})

    def whole(self, fitted: Fitted, built: Built) -> Fitted:
        """With the weights of the frozen stages too."""
        if self.halves is None:
            return fitted
        state = {name: tensor.detach().cpu().clone() for name, tensor in built.network.state_dict().items()}
        return replace(fitted, state={**state, **fitted.state})


def prepared(
    built: Built,
    data: Dataset,
    train: Part,
    val: Part,
    around: Surroundings,
    rows: KeptRows[Both] | None = None,
    *,
    fit_head: bool = True,
) -> Prepared:
    """The last layer is set to the best linear answer for `data`, the training pictures.

    Without `fit_head` the weights are those of a training that goes on. Where memory holds it, pictures are
    taken through the frozen stages once, in a few views, or found in `rows`.
    """
    kept = rows or KeptRows[Both]()
    found = _with_views(built, train, val, around, kept) if _has_views(built.recipe) else None
    ready = found or Prepared(built.learner, train, val, None)
    if fit_head:
        with autocast(built.device, built.settings.bf16):
            features = features_before(ready.learner.network, _as_they_are(ready), built.device)
        with blas_threads(built.recipe.threads):
            HeadStart.fitted(_lesson(features, data, built.recipe)).set_in(built.network)
        around.listen(Said(Message("start.head", n=features.shape[1])))
    return ready


def fit_from_head(
    built: Built,
    data: Dataset,
    train: Part,
    val: Part,
    settings: Settings,
    around: Surroundings,
    behind: Behind | None = None,
    rows: KeptRows[Both] | None = None,
) -> Fitted:
    """As `fit`, beginning at the head that is fitted to `data`, the training pictures.

    That counts to the time; the weights are those of the whole network.
    """
    began = time.perf_counter()
    ready = prepared(built, data, train, val, around, rows, fit_head=behind is None)
    around.listen(Phase(Message("phase.training")))
    if settings.budget_s is not None:
        settings = replace(settings, budget_s=max(0.5, settings.budget_s - time.perf_counter() + began))
    fitted = fit(ready.learner, ready.train, ready.val, settings, around, ready.behind(behind))
    return ready.whole(fitted, built)


def starts_at_head(recipe: Recipe) -> bool:
    return recipe.values().get("start") == "head"


def _has_views(recipe: Recipe) -> bool:
    """Whether pictures are varied in no other way."""
    values = recipe.values()
    return recipe.augment == "views" and not any(values[name] for name in ("shift", "mixup", "cutmix"))


def _with_views(
    built: Built, train: Part, val: Part, around: Surroundings, rows: KeptRows[Both]
) -> Prepared | None:
    halves = Halves.of(built.network, built.device)
    if halves is None:
        return None
    assert built.recipe.flip != "auto"
    views = Views(replace(PRESETS["views"], flip=built.recipe.flip), built.recipe.seed)
    done = 0

    def advance(pictures: int) -> bool:
        nonlocal done
        done += pictures
        around.listen(Advanced(done))
        return around.interrupted()

    front = partial(
        stored_views, halves.front, device=built.device, bf16=built.settings.bf16, advance=advance
    )

    def stored() -> Both | None:
        around.listen(Phase(Message("phase.views"), len(train.feed) * views.count + len(val.feed)))
        varied = front(train.feed, views)
        scored = front(val.feed, None) if varied is not None else None
        return None if varied is None or scored is None else (varied, scored)

    found = rows.of((views, *(getattr(built.recipe, name) for name in DECIDE)), stored)
    if found is None:
        return None
    varied, scored = found
    if built.recipe.compile:
        halves.rest.compile()
    learner = replace(built.learner, network=halves.rest, augment=one_view)
    return Prepared(learner, replace(train, feed=varied), replace(val, feed=scored), halves)


def _as_they_are(ready: Prepared) -> Iterator[Tensor]:
    """The training pictures in their order, not varied, as the learner's network takes them."""
    groups = list(torch.arange(len(ready.train.feed)).split(_BATCH))  # type: ignore[no-untyped-call]
    for batch in ready.train.feed.batches(groups):
        yield batch if ready.halves is None else batch[:, 0]


def _lesson(features: np.ndarray, data: Dataset, recipe: Recipe) -> Lesson:
    """Classes count alike where something is done about their sizes."""
    targets = data.targets()
    counts = np.bincount(targets, minlength=len(data.classes))
    alike = recipe.values()["imbalance"] != "none"
    weights = 1 / counts[targets] if alike else np.ones(len(targets))
    names = [f"group {s.group}" if s.group else f"alone {at}" for at, s in enumerate(data.samples)]
    _, groups = np.unique(names, return_inverse=True)
    return Lesson(
        features,
        targets,
        len(data.classes),
        weights / weights.mean(),
        groups.astype(np.int64),
        recipe.seed,
    )
