"""R-CNN from pictures to a model: regions, their features, an SVM for each class, boxes that are moved.

Girshick, Donahue, Darrell, Malik: Rich feature hierarchies for accurate object detection (2014).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.sample.boxes import Boxes
from huoyan.errors import DataError
from huoyan.images.proposals.regions import Regions
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.of_plan import planned_features
from huoyan.learn.feed.pictures import Pictures, load_pictures
from huoyan.learn.feed.read_parts import read_parts
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.head_training.trained_head import arrays_sha256
from huoyan.learn.head_training.vectors import fastest_runtime, vectors_of
from huoyan.learn.job import Job
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.machine.blas_threads import blas_threads
from huoyan.learn.plan.plan import Plan
from huoyan.learn.rcnn.box_ridge import fit_box_ridge
from huoyan.learn.rcnn.cross_validation import chosen
from huoyan.learn.rcnn.hard_negatives import fit_svm
from huoyan.learn.rcnn.options import POSITIVE, RegionOptions
from huoyan.learn.rcnn.region_features import Described, described_regions
from huoyan.learn.rcnn.region_model import RegionModel
from huoyan.learn.rcnn.region_rows import RegionRows, region_truths
from huoyan.learn.ship.evenly import spread
from huoyan.learn.ship.trained import Trained, Unseen
from huoyan.preprocess import Preprocess
from huoyan.runs.events import Advanced, Listener, Phase, Said
from huoyan.runtimes.base import Precision
from huoyan.runtimes.regions import RegionRuntime, things
from huoyan.words import Message

PROOF = 16  # pictures on which the export is proven: each is searched again by every engine
VARIED = 24  # true things that the report shows, as the backbone sees them


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Pictures of one part with the rows of their true boxes in the network's picture, and their regions."""

    pictures: Pictures
    truths: Sequence[np.ndarray]
    described: Sequence[Described]


def learn_regions(job: Job, dataset: Dataset, plan: Plan, tell: Listener) -> Learnt:
    """Ctrl-C while regions are seen ends the run; what was computed is kept for the next."""
    began = time.perf_counter()
    asked = RegionOptions.read(plan.recipe.options)
    regions = asked.to_regions()
    graph, plan = region_graph(plan, regions, lambda note: tell(Said(note)))
    stop = gentle_interrupt(lambda _: tell(Said(Message("rcnn.stopping"), warning=True)))
    with stop as interrupted, blas_threads(plan.recipe.threads):
        parts, broken = read_parts(job, dataset, plan.preprocess, tell)
        if not len(parts["val"].dataset):
            raise DataError(Message("learn.no_validation"), code="data.no_val")
        tell(Phase(Message("rcnn.phase_regions", features=graph.name), len(parts["train"].dataset)))
        train = _seen(parts["train"], graph, regions, plan, tell, interrupted)
        tell(Phase(Message("rcnn.phase_regions_of_val", features=graph.name), len(parts["val"].dataset)))
        val = _seen(parts["val"], graph, regions, plan, tell, interrupted)
        tell(Phase(Message("rcnn.phase_svm", n=sum(len(each.boxes) for each in train.described))))
        model, settled = _fitted(train, len(dataset.classes), asked, tell)
    options = {name: getattr(settled, name) for name in RegionOptions.__dataclass_fields__}
    plan = replace(plan, recipe=replace(plan.recipe, options=options))
    trained = trained_regions(graph, model, regions, plan, unseen_of(val, model, regions.most))
    proof = load_pictures(val.pictures.dataset.take(spread(len(val.truths), PROOF)), plan.preprocess)
    course = Course((), 0, time.perf_counter() - began, "interrupted" if interrupted() else "finished")
    shown = _shown(train, regions)
    return Learnt(dataset, plan, train.pictures.dataset, proof, broken, trained, course, shown)


def region_graph(plan: Plan, regions: Regions, note: Callable[[Message], None]) -> tuple[FeatureGraph, Plan]:
    """The features of a region, and the plan with the channels as their graph has them."""
    recipe = plan.recipe
    square = Preprocess(regions.side, regions.side)
    of_regions = replace(plan, recipe=recipe.with_choices(size=regions.side), preprocess=square)
    graph, found = planned_features(of_regions, note)
    known = recipe.with_choices(mean=found.recipe.mean, std=found.recipe.std)
    return graph, replace(plan, recipe=known)


def trained_regions(
    graph: FeatureGraph, model: RegionModel, regions: Regions, plan: Plan, unseen: Unseen
) -> Trained:
    shape = plan.preprocess
    whole = RegionRuntime(_Answering(graph, model), regions, (shape.height, shape.width, shape.channels))

    def answer(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        found = whole.run(pixels)
        return {name: found[name] for name in names}

    return Trained(
        graph.network(
            plan.recipe.model, plan.recipe.options, sum(array.size for array in model.arrays.values())
        ),
        model.arrays,
        arrays_sha256(graph.model, model.arrays),
        graph.begun_from,
        answer,
        lambda names: model.graph(graph.model),
        unseen=unseen,
        regions=regions,
    )


class _Answering:
    """Satisfies `Runtime` for regions: what the model says of features, without the graph that ships."""

    name, reason = "numpy", ""
    precision: Precision = "fp32"

    def __init__(self, graph: FeatureGraph, model: RegionModel) -> None:
        self._runtime, self._model = fastest_runtime(graph), model
        self.threads = self._runtime.threads

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        return self._model.answer(vectors_of(self._runtime, batch))


def unseen_of(val: Seen, model: RegionModel, most: int) -> Unseen:
    """What the model answers for the validation pictures, of their regions alone."""
    found = []
    for each in val.described:
        own = ~each.extra
        said = model.answer(each.features[own])
        found.append(things(each.boxes[own], *said.values(), most=most))
    outputs = {name: np.stack([one[name] for one in found]) for name in found[0]}
    return Unseen(outputs, val.pictures.dataset, val.pictures.places)


def _seen(
    pictures: Pictures,
    graph: FeatureGraph,
    regions: Regions,
    plan: Plan,
    tell: Listener,
    interrupted: Callable[[], bool],
) -> Seen:
    truths = []
    for truth, place in zip(pictures.dataset.truths, pictures.places, strict=True):
        assert isinstance(truth, Boxes)
        truths.append(truth.placed(place))
    described = described_regions(
        pictures.pixels,
        [rows[rows[:, 5] == 0, 1:5] for rows in truths],
        regions,
        graph,
        threads=plan.recipe.threads,
        progress=lambda done: tell(Advanced(done)),
        interrupted=interrupted,
    )
    return Seen(pictures, truths, described)


def _fitted(
    train: Seen, classes: int, asked: RegionOptions, tell: Listener
) -> tuple[RegionModel, RegionOptions]:
    """The model, and the options with what was chosen."""
    each = train.described
    covered = [
        region_truths(one.boxes, truth, one.extra) for one, truth in zip(each, train.truths, strict=True)
    ]
    features = np.concatenate([one.features for one in each])
    rows = RegionRows.joined(features, [one.boxes for one in each], covered)
    positives = POSITIVE if asked.positive is None else (asked.positive,)
    best = chosen(rows, _units(train.pictures.dataset), classes, asked.C, positives)
    tell(Said(best.told(len(each))))
    model = RegionModel(
        fit_svm(rows, classes, asked.C, best.positive),
        fit_box_ridge(rows, classes, best.penalty),
        best.slopes,
        best.shifts,
    )
    return model, replace(asked, positive=best.positive)


def _units(data: Dataset) -> np.ndarray:
    """int64 (N,): pictures of one group share a number."""
    names = [sample.group or f"\n{at}" for at, sample in enumerate(data.samples)]
    return np.asarray(np.unique(names, return_inverse=True)[1])


def _shown(train: Seen, regions: Regions) -> np.ndarray:
    """Some true things, uint8 (n, side, side, 3)."""
    pairs = zip(train.pictures.pixels, train.described, strict=True)
    crops = [regions.crops(pixels, one.boxes[one.extra]) for pixels, one in pairs]
    every = np.concatenate(crops)
    return np.asarray(every[spread(len(every), VARIED)])
