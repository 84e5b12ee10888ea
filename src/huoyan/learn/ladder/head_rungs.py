"""The first two rungs: heads on classical features, and on those of networks that know pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from operator import itemgetter

import numpy as np

from huoyan.errors import HuoyanError
from huoyan.learn.features.classical import CLASSICAL
from huoyan.learn.features.of_plan import planned_features
from huoyan.learn.head_training.head_learning import Embedded, chosen_head, head_learnt, said_of
from huoyan.learn.head_training.head_search import Tried, better, tries
from huoyan.learn.head_training.learning_curve import learning_curve
from huoyan.learn.head_training.trained_head import Scaled, whole_graph
from huoyan.learn.ladder.backbones import Backbone
from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.comparison import Duel
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.metrics.growth import Errors
from huoyan.runs.events import Phase, Said
from huoyan.words import Message

# Heads that answer by one product are equally cheap; others must be better than these to be taken.
PRODUCTS, OTHERS = ("ridge", "logistic"), ("svm", "mlp", "forest", "knn")
# Of the time that is left, for settings of one description's heads.
SHARE = 0.3


class ClassicalRung:
    """Satisfies `ladder.rungs.Climbable`."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        return None

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        yield on_features(climber, "classical", climber.classical_plan())


class FrozenRung:
    """Satisfies `ladder.rungs.Climbable`."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        return None if climber.backbones else Message("ladder.no_backbone")

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        best: tuple[float, Backbone] | None = None
        for backbone in climber.backbones:
            try:
                found = on_features(climber, "frozen", climber.surveyed.plan(**backbone.choices("ridge")))
            except HuoyanError as error:
                climber.note(Message("ladder.failed", model=backbone.name, reason=error.message))
                continue
            best = max(best or (0.0, backbone), (float(np.nanmean(found.right)), backbone), key=itemgetter(0))
            yield found
        if best is not None and not climber.interrupted():
            yield on_features(climber, "frozen", climber.surveyed.plan(**best[1].choices("ridge", CLASSICAL)))


def on_features(climber: Climber, kind: str, plan: Plan) -> Standing:
    """The best head on the features of the plan."""
    began = time.perf_counter()
    graph, plan = planned_features(plan, climber.note)
    embedded = climber.embedded(graph)
    climber.tell(Phase(Message("ladder.phase_heads", features=graph.name)))
    best = _best(embedded, climber.until(SHARE), lambda tried: climber.tell(Said(said_of(tried))))
    seconds = time.perf_counter() - began
    right = np.full(len(embedded.pool), np.nan)
    right[best.answered] = best.right

    @cache
    def head() -> Scaled:
        return chosen_head(embedded, best)

    def learnt() -> Learnt:
        named = replace(plan, recipe=replace(plan.recipe, model=best.kind))
        course = Course((), 0, seconds, "finished")
        return head_learnt(climber.dataset, named, graph, embedded, climber.broken, best, head(), course)

    def errors(over: Callable[[], bool]) -> Errors | None:
        return learning_curve(embedded.pool, embedded.features, embedded.pool.folds(), best, over)

    def model() -> bytes:
        return whole_graph(graph, head(), TRAIN_TASKS[plan.recipe.task].outputs[0])

    settings = dict(best.settings)
    return Standing(kind, best.kind, graph.name, settings, right, seconds, learnt, model, errors)


def _best(embedded: Embedded, over: Callable[[], bool], hear: Callable[[Tried], None]) -> Tried:
    """`hear` is told each that is better than those before it, the first within a second."""
    pool, folds = embedded.pool, embedded.pool.folds()
    best: Tried | None = None
    for tried in tries(pool, embedded.features, folds, PRODUCTS, over, holder=lambda: best):  # noqa: B023
        if better(tried, best, pool.targets):
            best = tried
            hear(tried)
    assert best is not None
    found: dict[str, Tried] = {}
    held = best
    for tried in tries(pool, embedded.features, folds, OTHERS, over, holder=lambda: held):
        if better(tried, found.get(tried.kind), pool.targets):
            found[tried.kind] = tried
    for tried in found.values():
        if Duel.between(tried.right, best.right).pays:
            best = tried
            hear(tried)
    return best
