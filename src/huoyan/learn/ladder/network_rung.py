"""A network that is trained as a rung, in the time there is, and compared on pictures it has not seen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

import numpy as np

from huoyan.data.dataset import Dataset, Split
from huoyan.learn.feed.pictures import load_pictures
from huoyan.learn.head_training.folds import LEFT_OUT, Folds
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.head_training.vectors import CutShort
from huoyan.learn.ladder.climber import FOLDER, Climber
from huoyan.learn.ladder.comparison import Duel
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.learnt import Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.trained import Trained
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.runs.events import Advanced, Event, Listener, Stepped
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message

PARTS = 3
# Of what a compared network learns from, one part in so many chooses its best epoch.
VAL_PARTS = 7
# Pictures that were answered, from which on a network that is not ahead is given up.
TELLING = 100


def network_standing(climber: Climber, kind: str, plan: Plan, held: Standing | None) -> Iterator[Standing]:
    """What the network of the plan comes to; nothing where there was no time to compare it.

    Where all pictures are answered in turn, the model itself is trained last, and only if it is taken.
    """
    began, pool = time.perf_counter(), climber.pool
    assert pool is not None
    right = np.full(len(pool), np.nan)

    @cache
    def learnt() -> Learnt:
        return _learnt(climber, climber.dataset, plan, kind, 0.9)

    trained: Trained | None = None
    owed = 0.0
    if pool.in_turn:
        trained, owed = _in_turn(climber, pool, plan, kind, held, right)
    else:
        trained = learnt().trained
        _answer(learnt(), pool, learnt().val.dataset, learnt().val.pixels, right)
    if climber.stopped or np.isnan(right).all():
        climber.note(Message("ladder.not_compared", model=plan.recipe.model))
        return
    seconds = time.perf_counter() - began
    settings, outputs = dict(plan.recipe.options), TRAIN_TASKS[plan.recipe.task].outputs(plan.recipe)
    graph = None if trained is None else partial(trained.graph, outputs)
    yield Standing(kind, plan.recipe.model, None, settings, right, seconds, learnt, graph, owed=owed)


def _in_turn(
    climber: Climber, pool: Pool, plan: Plan, kind: str, held: Standing | None, right: np.ndarray
) -> tuple[Trained | None, float]:
    """Sets in `right` what networks trained as the plan says answer for pictures they have not seen.

    As long as they are ahead of `held`, and there is time for one more and for the model itself. Gives one of
    these networks, and the seconds that the longest took.
    """
    found: Learnt | None = None
    (division,) = pool.folds(PARTS, 1).fold
    longest = 0.0
    for part in range(PARTS):
        if climber.interrupted() or climber.seconds_left() <= 2 * longest:
            break
        if held is not None and _hopeless(right, held.right):
            break
        began = time.perf_counter()
        rows = np.flatnonzero(division == part)
        if not len(rows):
            continue
        data = divided(pool, division, part)
        found = _learnt(climber, data, plan, f"{kind}{part + 1}", 0.5, aside=True)
        asked = load_pictures(pool.data.take(rows), plan.preprocess)
        _answer(found, pool, asked.dataset, asked.pixels, right)
        longest = max(longest, time.perf_counter() - began)
    return None if found is None else found.trained, longest


def _hopeless(right: np.ndarray, held: np.ndarray) -> bool:
    return int((~np.isnan(right)).sum()) >= TELLING and Duel.on_both(right, held).net <= 0


def divided(pool: Pool, division: np.ndarray, part: int) -> Dataset:
    """One `part` of a division as test; of the others some whole units as validation."""
    others = np.flatnonzero((division != part) & (division != LEFT_OUT))
    dealt = Folds.drawn(pool.targets[others], pool.units[others], parts=VAL_PARTS, repeats=1, seed=pool.seed)
    (fold,) = dealt.fold
    splits: dict[int, Split] = dict.fromkeys(np.flatnonzero(division == part).tolist(), "test")
    # Of fewer units than parts some parts are empty.
    validates = fold == fold.min()
    splits |= {int(at): "val" if val else "train" for at, val in zip(others, validates, strict=True)}
    samples = [replace(pool.data.samples[at], split=splits[at]) for at in sorted(splits)]
    return replace(pool.data, samples=tuple(samples))


def _answer(learnt: Learnt, pool: Pool, asked: Dataset, pixels: np.ndarray, right: np.ndarray) -> None:
    """Whether what was learnt is right on those of `asked` that are in the pool."""
    assert learnt.trained is not None
    place = {sample.source: at for at, sample in enumerate(pool.data.samples)}
    recipe = learnt.plan.recipe
    name = TRAIN_TASKS[recipe.task].outputs(recipe)[0]
    logits = learnt.trained.answer(pixels, (name,))[name]
    at = np.array([place.get(sample.source, -1) for sample in asked.samples])
    right[at[at >= 0]] = (logits.argmax(axis=1) == asked.targets())[at >= 0]


def _learnt(
    climber: Climber, data: Dataset, plan: Plan, name: str, share: float, *, aside: bool = False
) -> Learnt:
    """A training in a folder of its own, within this share of the time that is left.

    Its epochs, where they fit into the time; else as many as do. Ctrl-C before its first step ends it as one
    after that does, unless it came before all of this: then this is what is to be finished. Raises CutShort
    where what comes before the first step takes most of the time.
    """
    from huoyan.learn.one_network import learn_network

    folder = RunFolder(climber.job.folder.path / FOLDER / name)
    folder.path.mkdir(parents=True, exist_ok=True)
    seconds = share * max(1.0, climber.seconds_left())
    job = replace(climber.job, folder=folder, recipe=replace(climber.job.recipe, minutes=None))
    pace, asked_before = _Pace(climber.tell, seconds, quiet=aside), climber.stop_asked()

    def stop_asked() -> bool:
        return climber.stop_asked() and not asked_before

    try:
        learnt = learn_network(job, data, plan, pace, over=lambda: pace.too_slow or stop_asked())
        if pace.too_slow and not stop_asked():
            folder.remove_checkpoints()
            if 2 * pace.before > seconds - pace.spent():
                raise CutShort
            timed = replace(job.recipe, minutes=max(0.1, (seconds - pace.spent()) / 60))
            again = replace(job, recipe=timed, began=time.perf_counter())
            timed_plan = replace(plan, recipe=replace(plan.recipe, minutes=timed.minutes))
            learnt = learn_network(again, data, timed_plan, pace.passed_on, over=stop_asked)
        if learnt.course.stopped == "interrupted":
            climber.stopped = True
    finally:
        folder.remove_cache()
    return learnt


class _Pace:
    """Listens for how long a training will take; quiet, it passes on only that it advances.

    before: the seconds until its first step, 0 as long as there was none.
    """

    def __init__(self, tell: Listener, seconds: float, *, quiet: bool) -> None:
        self._tell, self._seconds, self._quiet = tell, seconds, quiet
        self._began = time.perf_counter()
        self.before = 0.0
        self.too_slow = False

    def spent(self) -> float:
        """Seconds until now."""
        return time.perf_counter() - self._began

    def __call__(self, event: Event) -> None:
        if isinstance(event, Stepped):
            spent = self.spent()
            self.before = self.before or spent
            stepping = spent - self.before
            if stepping > 2 and event.fraction > 0:
                slow = self.before + stepping / event.fraction > self._seconds
                self.too_slow = self.too_slow or slow
        self.passed_on(event)

    def passed_on(self, event: Event) -> None:
        if not self._quiet:
            self._tell(event)
        elif isinstance(event, Stepped) and event.steps is not None:
            self._tell(Advanced(event.step))
