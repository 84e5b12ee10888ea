"""The last rung: a small network from random weights, where pictures are many or unlike photographs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.one_network import learn_network
from huoyan.tasks.logits import LOGITS
from huoyan.words import Message

# Photos from which on a network that begins with nothing has a chance against one that knows pictures.
MANY = 2000
LEAST_S = 10.0


class ScratchRung:
    """Satisfies `ladder.rungs.Climbable`."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        seen = climber.surveyed.seen
        if climber.seconds_left() < LEAST_S:
            return Message("ladder.no_time_for", model="cnn")
        few = climber.backbones and not seen.small and seen.n < MANY
        return Message("ladder.few_for_scratch", n=seen.n, many=MANY) if few else None

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        pool = climber.pool
        assert pool is not None
        began = time.perf_counter()
        job = replace(climber.job, recipe=replace(climber.job.recipe, minutes=None))
        learnt = learn_network(
            job,
            climber.dataset,
            climber.surveyed.plan(model="cnn", weights=None, pretrained=False),
            climber.tell,
        )
        climber.stopped |= learnt.course.stopped == "interrupted"
        assert learnt.trained is not None
        logits = learnt.trained.answer(learnt.val.pixels, (LOGITS,))[LOGITS]
        right = np.full(len(pool), np.nan)
        place = {sample.source: at for at, sample in enumerate(pool.data.samples)}
        rows = [place[sample.source] for sample in learnt.val.dataset.samples]
        right[rows] = logits.argmax(axis=1) == learnt.val.dataset.targets()
        recipe, seconds = learnt.plan.recipe, time.perf_counter() - began
        yield Standing("scratch", recipe.model, None, dict(recipe.options), right, seconds, lambda: learnt)
