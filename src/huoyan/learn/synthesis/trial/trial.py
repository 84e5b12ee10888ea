"""The trial: pair by pair, each training written down as it is done, until Ctrl-C or the last."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huoyan.data.dataset import Dataset
from huoyan.errors import HuoyanError
from huoyan.learn.fit.aside import Aside
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.job import Job
from huoyan.learn.plan.plan import Plan
from huoyan.learn.synthesis.trial.arms import arms_of
from huoyan.learn.synthesis.trial.divisions import Division, divisions, parts_for
from huoyan.learn.synthesis.trial.one_pair import Bench, LearnGenerator, scores_of_pair
from huoyan.learn.synthesis.trial.time_left import seconds_left
from huoyan.runs.events import Listener, Said, Tried
from huoyan.runs.trial.arm_score import FILE, ArmScore, add_score, read_scores
from huoyan.runs.trial.outcome import Ended, Outcome, outcome_of
from huoyan.words import Message

# Of the recipe what may differ where a trial goes on: it changes no figure, or is another machine's.
ELSEWHERE = (
    "threads",
    "workers",
    "feed",
    "device",
    "precision",
    "checkpoint_s",
    "on_full_disk",
    "tensorboard",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """folder: of all that the trial writes. short: class to its pictures in training. learn_generator,
    minutes: see `generators`."""

    folder: Path
    short: dict[str, int]
    pairs: int
    minutes: float
    learn_generator: LearnGenerator


def trial(job: Job, dataset: Dataset, plan: Plan, asked: Asked, tell: Listener) -> Outcome:
    """What the arms come to in cross-validation of the training part of `dataset`.

    Trainings that an earlier call has written down are not done again. Ctrl-C ends it: what is whole then
    counts. A HuoyanError of a training ends it too, and is its reason.
    """
    began, pool = time.perf_counter(), training_pool(job, dataset)
    parts = parts_for(pool, list(asked.short))
    if parts < 2:
        return _outcome([], plan, asked, 0, "impossible", began)
    divided = divisions(pool, parts, asked.pairs, plan.recipe.seed)
    told, file = _named(job, plan, asked, parts), asked.folder / FILE
    asked.folder.mkdir(parents=True, exist_ok=True)
    scores = read_scores(file, told)
    arms, reason = tuple(arms_of(plan.recipe.model)), ""
    ended: Ended
    tell(Said(_begins(plan, asked, arms, len(divided), scores)))

    def left() -> float | None:
        return seconds_left(scores, arms, range(len(divided)), 60 * asked.minutes)

    with gentle_interrupt(lambda text: tell(Said(text, warning=True))) as interrupted:
        bench = _bench(job, dataset, plan, asked, tell, interrupted, lambda: _left(left()))
        try:
            for score in _new(bench, divided, scores):
                add_score(file, score, told)
                scores.append(score)
                tell(Tried(score, len(divided), left() or 0.0))
            ended = "finished" if _all(scores, arms, divided) else "interrupted"
        except HuoyanError as error:
            ended, reason = "failed", error.message
        finally:
            if not scores:
                _leave_nothing(asked.folder)
    return _outcome(scores, plan, asked, len(divided), ended, began, reason)


def _leave_nothing(folder: Path) -> None:
    """Removes the folders that were made for the first training, where they are empty."""
    for path in (*folder.glob("pair*"), folder):
        with contextlib.suppress(OSError):
            path.rmdir()


def clear_pairs(folder: Path) -> None:
    """Removes what a pair that was not finished has left: its generator, for going on with."""
    for path in folder.glob("pair*"):
        shutil.rmtree(path, ignore_errors=True)


def training_pool(job: Job, dataset: Dataset) -> Pool:
    """The real pictures of the training part, and which of them belong together."""
    assert job.contents is not None
    rows = [at for at, s in enumerate(dataset.samples) if s.split == "train" and not s.made]
    contents = [job.contents[at] for at in rows]
    return Pool.of(dataset.take(rows), contents, job.together, weighted=True, seed=job.recipe.seed)


def _new(bench: Bench, divided: Sequence[Division], scores: Sequence[ArmScore]) -> Iterator[ArmScore]:
    for division in divided:
        done = {score.arm for score in scores if score.pair == division.pair}
        if bench.over():
            return
        if not set(bench.arms) <= done:
            yield from scores_of_pair(bench, division, done)


def _all(scores: Sequence[ArmScore], arms: Sequence[str], divided: Sequence[Division]) -> bool:
    return len({(score.pair, score.arm) for score in scores}) == len(arms) * len(divided)


def _bench(
    job: Job,
    dataset: Dataset,
    plan: Plan,
    asked: Asked,
    tell: Listener,
    interrupted: Callable[[], bool],
    left: Callable[[], Message],
) -> Bench:
    assert job.contents is not None
    contents = dict(zip((s.source for s in dataset.samples), job.contents, strict=True))
    recipe = replace(plan.recipe, minutes=None, checkpoint_s=1e6)  # what is lost is one short training
    return Bench(
        job,
        replace(plan, recipe=recipe),
        tuple(asked.short),
        asked.folder,
        contents,
        asked.learn_generator,
        Aside(tell),
        interrupted,
        left,
    )


def _named(job: Job, plan: Plan, asked: Asked, parts: int) -> str:
    """What tells this trial from one of other pictures, or by other choices."""
    recipe = {name: value for name, value in plan.recipe.to_dict().items() if name not in ELSEWHERE}
    arms = {arm: dict(choices) for arm, choices in arms_of(plan.recipe.model).items()}
    told: list[Any] = [job.origin.pictures_sha256, recipe, arms, asked.minutes, parts]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _begins(plan: Plan, asked: Asked, arms: Sequence[str], pairs: int, scores: Sequence[ArmScore]) -> Message:
    done = len({score.pair for score in scores})
    return Message(
        "trial.goes_on" if scores else "trial.begins",
        pairs=pairs,
        arms=len(arms),
        trainings=pairs * len(arms),
        model=plan.recipe.model,
        minutes=asked.minutes,
        generators=pairs * asked.minutes,
        done=done,
    )


def _left(seconds: float | None) -> Message:
    return Message("trial.left_unknown") if seconds is None else Message("trial.left", minutes=seconds / 60)


def _outcome(
    scores: Sequence[ArmScore],
    plan: Plan,
    asked: Asked,
    wanted: int,
    ended: Ended,
    began: float,
    reason: str = "",
) -> Outcome:
    return outcome_of(
        scores,
        tuple(arms_of(plan.recipe.model)),
        short=asked.short,
        model=plan.recipe.model,
        wanted=wanted or asked.pairs,
        ended=ended,
        seconds=time.perf_counter() - began,
        reason=str(reason),
    )
