"""The ladder: from cheap recognisers to dear ones, as far as each next rung pays and time allows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.named.sets import NAMED_SETS
from huoyan.errors import HuoyanError
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.fit.time_after import seconds_after
from huoyan.learn.head_training.vectors import CutShort
from huoyan.learn.job import Job
from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.comparison import Duel
from huoyan.learn.ladder.costs import with_costs
from huoyan.learn.ladder.growth import growth_of
from huoyan.learn.ladder.rungs import RUNGS, Climbable
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.learnt import Learnt
from huoyan.learn.machine.blas_threads import blas_threads
from huoyan.learn.plan.head_plan import IMBALANCE, IN_STEPS
from huoyan.learn.plan.settle import Survey
from huoyan.learn.weights.backbones import backbones_of
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.intervals.proportions import wilson_bounds
from huoyan.results import Estimate
from huoyan.runs.events import Climbed, Listener, Phase, Said
from huoyan.runs.recipe import Recipe
from huoyan.runs.rungs import Ascent, Growth, Rung
from huoyan.words import Message

# Time for all that a run does, where none is given.
MINUTES = 10.0
# Fewer wrong answers than so many leave nothing to win: no rung could show that it is better.
TO_WIN = 2.5
# For what more pictures would bring.
GROWTH_S = 8.0
OUT_OF_TIME = ("ladder.no_time_for", "ladder.no_time_for_more")

Tries = list[tuple[Rung, Standing]]


def climbs(job: Job, dataset: Dataset, recipe: Recipe) -> bool:
    """Whether nothing was asked for that only one kind of training knows.

    A named set keeps the plan that was made for it; a folder of files that has its name is none.
    """
    alone = job.world.size == 1 and job.earlier is None
    open_ = recipe.model == "auto" and recipe.features is None and not recipe.options
    named = job.name in NAMED_SETS and all(s.made or s.path is None for s in dataset.samples)
    return alone and open_ and recipe.task == "classify" and not named and not _stepwise(recipe)


def _stepwise(recipe: Recipe) -> bool:
    given, defaults = recipe.values(), Recipe().settled(recipe.task).values()
    in_steps = any(given[name] != defaults[name] for name in IN_STEPS if name in given)
    return in_steps or given["imbalance"] not in ("auto", *IMBALANCE)


def climb(job: Job, dataset: Dataset, surveyed: Survey, tell: Listener) -> Learnt:
    """The model of the rung that was chosen, with the way there.

    Ctrl-C ends the climb; what is held then is finished. The first rung is always tried, whatever the time.
    """
    minutes = job.recipe.minutes or MINUTES
    tell(Said(Message("ladder.begins", minutes=minutes)))
    began = time.perf_counter()
    stop = gentle_interrupt(lambda text: tell(Said(text, warning=True)))
    with stop as interrupted, blas_threads(job.recipe.threads or surveyed.machine.free_cores):
        end = job.began + 60 * minutes
        deadline = end - seconds_after(dataset, max(0.0, end - began))
        climber = Climber(job, dataset, surveyed, tell, interrupted, deadline)
        climber.backbones = backbones_of(surveyed.recipe, climber.note)
        tried, ended = _climbed(climber)
        seconds = time.perf_counter() - began
        tell(Said(Message("ladder.ended", ended=ended)))
        chosen, learnt = _chosen(climber, tried)
        ascent = _ascent(climber, tried, chosen, ended, seconds)
        climber.clear()
        stopped = "interrupted" if climber.interrupted() else "finished"
    course = replace(learnt.course, seconds=time.perf_counter() - began, stopped=stopped)
    return replace(learnt, course=course, ascent=ascent)


def _chosen(climber: Climber, tried: Tries) -> tuple[int, Learnt]:
    """The last that was taken; where its training fails now or is cut short, the one that it replaced."""
    climber.owed = 0.0
    first, *others = [at for at, (rung, _) in enumerate(tried) if rung.taken]
    for at in reversed(others):
        standing = tried[at][1]
        try:
            learnt = standing.learnt()
        except HuoyanError as error:
            climber.note(Message("ladder.failed", model=standing.model, reason=error.message))
            continue
        except CutShort:
            climber.note(Message("ladder.cut_short", model=standing.model))
            continue
        if learnt.course.stopped != "interrupted":
            return at, learnt
        climber.note(Message("ladder.cut_short", model=standing.model))
    return first, tried[first][1].learnt()


def _ascent(climber: Climber, tried: Tries, chosen: int, ended: Message, seconds: float) -> Ascent:
    """What was climbed, with what is measured afterwards, as far as time allows."""
    pool = climber.pool
    assert pool is not None
    rungs, standings = [rung for rung, _ in tried], [standing for _, standing in tried]
    climber.tell(Phase(Message("ladder.phase_costs")))
    over = climber.within(GROWTH_S)
    priced = with_costs(rungs, standings, over)
    climber.tell(Phase(Message("ladder.phase_growth")))
    taken = [standing for rung, standing in tried[: chosen + 1] if rung.taken]
    heads = [standing for standing in taken if standing.errors is not None]
    growth = growth_of(heads[-1], len(pool.compared()), over)
    if isinstance(growth, Message):
        climber.note(growth)
    else:
        climber.tell(Said(_twice(growth)))
    return Ascent(
        priced,
        chosen,
        ended,
        int(standings[0].answered.sum()),
        pool.in_turn,
        seconds,
        tuple(dict.fromkeys(climber.notes)),
        growth if isinstance(growth, Growth) else None,
    )


def _twice(growth: Growth) -> Message:
    now, twice = growth.ahead[0].share, growth.ahead[1].share
    return Message("ladder.twice", now=now.value, share=twice.value, low=twice.low, high=twice.high)


def _climbed(climber: Climber) -> tuple[Tries, Message]:
    tried: Tries = []
    held: Standing | None = None
    for kind, rung in RUNGS.items():
        if held is not None and (over := _over(climber, held)) is not None:
            return tried, over
        why_not = rung.why_not(climber, held)
        if why_not is not None:
            climber.note(why_not)
            continue
        for standing in _standings(kind, rung, climber, held):
            assert climber.pool is not None
            duel = None if held is None else standing.against(held, climber.pool.units)
            taken = duel is None or duel.pays
            verdict = _verdict(duel, held)
            tried.append((_rung(kind, standing, climber, taken, verdict), standing))
            climber.tell(Climbed(tried[-1][0]))
            if taken:
                held, climber.owed, climber.scoring = standing, standing.owed, standing.scoring
    if climber.interrupted():
        return tried, Message("ladder.interrupted")
    cut = any(note.key in OUT_OF_TIME for note in climber.notes)
    return tried, Message("ladder.out_of_time" if cut else "ladder.ended_at_top")


def _standings(kind: str, rung: Climbable, climber: Climber, held: Standing | None) -> Iterator[Standing]:
    """What the rung comes to. Where it fails, or time or Ctrl-C ends it, what is held stays."""
    came = False
    try:
        for standing in rung.climb(climber, held):
            came = True
            yield standing
    except CutShort:
        if held is None:
            raise
        if not climber.interrupted():
            key = "ladder.no_time_for_more" if came else "ladder.no_time_for"
            climber.note(Message(key, model=Message(f"rung.{kind}")))
    except HuoyanError as error:
        if held is None:
            raise
        climber.note(Message("ladder.failed", model=Message(f"rung.{kind}"), reason=error.message))


def _over(climber: Climber, held: Standing) -> Message | None:
    """Why the ladder is climbed no further."""
    if climber.interrupted():
        return Message("ladder.interrupted")
    if climber.seconds_left() <= 0:
        return Message("ladder.out_of_time")
    n, wrong = int(held.answered.sum()), float((1 - held.right[held.answered]).sum())
    if n < TO_WIN:
        return Message("ladder.too_few_to_tell", n=n)
    if wrong < TO_WIN:
        return Message("ladder.nothing_to_win", wrong=round(wrong), n=n)
    return None


def _verdict(duel: Duel | None, held: Standing | None) -> Message:
    if duel is None or held is None:
        return Message("ladder.first")
    key = "ladder.better" if duel.pays else "ladder.not_better"
    return Message(key, won=duel.won, lost=duel.lost, model=held.model)


def _rung(kind: str, standing: Standing, climber: Climber, taken: bool, verdict: Message) -> Rung:
    assert climber.pool is not None
    rows = standing.answered
    share = float(standing.right[rows].mean())
    worth = Groups.named([str(group) for group in climber.pool.groups[rows]])
    low, high = wilson_bounds(share, worth.worst(np.ones(len(worth.of), bool)))
    return Rung(
        kind,
        standing.model,
        standing.features,
        standing.settings,
        Estimate(share, low, high, int(rows.sum())),
        standing.seconds,
        taken,
        verdict,
    )
