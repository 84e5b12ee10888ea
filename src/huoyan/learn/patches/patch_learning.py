"""From a folder of good pictures to what is remembered of them, as a model to ship."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.quality import is_good
from huoyan.errors import DataError
from huoyan.images.heat_map import SCORE
from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.feed.read_parts import read_parts
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.head_training.trained_head import arrays_sha256
from huoyan.learn.job import Job
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.machine.blas_threads import blas_threads
from huoyan.learn.patches.patch_features import patch_features
from huoyan.learn.patches.patch_memory import PatchMemory
from huoyan.learn.patches.places import Places
from huoyan.learn.patches.remembering import remember
from huoyan.learn.patches.whole_picture import LEAST
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.evenly import spread
from huoyan.learn.ship.trained import Trained, Unseen
from huoyan.metrics.intervals.conformal import least_held_out
from huoyan.runs.events import Listener, Phase, Said
from huoyan.runs.recipe.anomaly import AnomalyChoices
from huoyan.words import Listed, Message, counted

# Rates of false alarms that are tried where none is stated, the lowest first.
RATES = (0.01, 0.02, 0.05, 0.1, 0.2)
PROOF, VARIED = 64, 24  # pictures on which the export is proven, and training pictures that the report shows


def learn_patches(job: Job, dataset: Dataset, plan: Plan, tell: Listener) -> Learnt:
    """Ctrl-C while pictures are seen ends the run."""
    began = time.perf_counter()
    graph, plan = patch_features(plan, lambda note: tell(Said(note)))
    stop = gentle_interrupt(lambda _: tell(Said(Message("patches.stopping"), warning=True)))
    with stop as interrupted, blas_threads(plan.recipe.threads):
        parts, broken = read_parts(job, dataset, plan.preprocess, tell)
        plan, notes = _with_rate(plan, parts["val"])
        for said in notes:
            tell(Said(said))
        places = Places.of(graph, plan.recipe.threads)
        found = remember(places, parts["train"].pixels, plan, tell, interrupted)
        memory, seconds = found.memory, time.perf_counter() - began
        told = Message("patches.remembered", n=len(memory.places), of=found.places, seconds=seconds)
        tell(Said(told))
        if memory.whole is not None:
            known = memory.whole.axes.any()
            tell(Said(Message("patches.whole") if known else Message("patches.no_whole", least=LEAST)))
        notes += _strange(parts["train"], found.strange, tell)
        val = parts["val"]
        tell(Phase(Message("patches.phase_held_out"), len(val.pixels)))
        scores = [memory.answer(each, 1, 1)[SCORE] for each in places.each(val.pixels)]
    trained = trained_patches(
        places, memory, plan, Unseen({SCORE: np.concatenate(scores)}, val.dataset, val.places)
    )
    course = Course((), 0, time.perf_counter() - began, "interrupted" if interrupted() else "finished")
    shown = parts["train"].pixels
    return Learnt(
        dataset,
        plan,
        parts["train"].dataset,
        _some(val, PROOF),
        broken,
        trained,
        course,
        shown[spread(len(shown), VARIED)],
        notes=(*notes, told),
    )


def _with_rate(plan: Plan, val: Pictures) -> tuple[Plan, list[Message]]:
    """The plan with the rate of false alarms that so many held-out good pictures can vouch for.

    Raises DataError (data.few_good) where they are too few for the one that was stated, or for any.
    """
    held = sum(map(is_good, val.dataset.samples))
    stated = plan.recipe.of(AnomalyChoices).false_alarms
    rate = next((each for each in RATES if least_held_out(each) <= held), None) if stated is None else stated
    if rate is None or least_held_out(rate) > held:
        wanted = RATES[-1] if rate is None else rate
        needed = least_held_out(wanted)
        raise DataError(
            Message("patches.few_held_out", held=held, rate=wanted, needed=needed, val=plan.recipe.val),
            code="data.few_good",
        )
    notes = []
    if stated is None:
        low = RATES[0]
        because = Message("patches.rate_of_held_out", n=held, low=low, needed=least_held_out(low))
        notes = [Message("plan.choice", name="false_alarms", value=f"{rate:g}", because=because)]
    return replace(plan, recipe=plan.recipe.with_choices(false_alarms=rate)), notes


def _strange(pictures: Pictures, found: np.ndarray, tell: Listener) -> list[Message]:
    """What is said of training pictures that may hold a defect."""
    if not len(found):
        return []
    names = Listed([pictures.dataset.samples[int(at)].source for at in found])
    said = Message("patches.unlike", pictures=counted(len(found), "picture"), names=names)
    tell(Said(said, warning=True))
    return [said]


def trained_patches(places: Places, memory: PatchMemory, plan: Plan, unseen: Unseen) -> Trained:
    graph, shape = places.graph, plan.preprocess

    def answer(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        return places.answer(memory, pixels, names)

    return Trained(
        graph.network(plan.recipe.model, plan.recipe.options, memory.places.size),
        memory.arrays,
        arrays_sha256(graph.model, memory.arrays),
        graph.begun_from,
        answer,
        lambda names: memory.graph(graph.model, places.cells, shape.height, shape.width),
        unseen=unseen,
    )


def _some(pictures: Pictures, most: int) -> Pictures:
    rows = spread(len(pictures.pixels), most)
    return Pictures(
        pictures.dataset.take(rows),
        np.ascontiguousarray(pictures.pixels[rows]),
        pictures.broken,
        [pictures.places[int(at)] for at in rows],
    )
