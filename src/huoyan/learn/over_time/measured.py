"""What is measured of a finished training on clips for its page and its metrics."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from huoyan.evaluate import Evaluation
from huoyan.learn.job import Job
from huoyan.learn.learnt import Learnt
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.over_time.early_answers import early_answers
from huoyan.learn.over_time.mean_of_frames import ScoredPart, order_gains
from huoyan.learn.ship.ship import Shipped
from huoyan.report.record import OverTime
from huoyan.report.sections.over_time import gain_told
from huoyan.runs.events import Listener, Phase, Said
from huoyan.words import Message


def over_time(job: Job, learnt: Learnt, shipped: Shipped, evaluation: Evaluation, tell: Listener) -> OverTime:
    """How soon clips are told, and what the order of their frames gives; the latter is said."""
    tell(Phase(Message("over_time.measuring")))
    scored = ScoredPart(replace(learnt.dataset, samples=evaluation.samples), evaluation.score)
    parts = {evaluation.split: scored}
    if evaluation.split != "val":
        parts = {"val": _validation(learnt, shipped), **parts}
    device = choose_device(job.recipe.device)
    gains = order_gains(shipped.artifact, learnt.train, parts, device)
    for name, gain in gains.items():
        tell(Said(gain_told(name, gain)))
    return OverTime(early_answers(shipped.artifact, scored.data), gains)


def _validation(learnt: Learnt, shipped: Shipped) -> ScoredPart:
    """As the best weights have answered it: the export is proven to do the same."""
    assert learnt.trained is not None
    unseen = learnt.trained.unseen
    assert unseen is not None
    scorer = shipped.artifact.manifest.task.scorer(unseen.data)
    scorer.add(np.arange(len(unseen.data)), unseen.outputs, unseen.places)
    return ScoredPart(unseen.data, scorer.finish())
