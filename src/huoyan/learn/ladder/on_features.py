"""Heads on one kind of features: the cheap ones at once, the others where the ladder asks for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.features.of_plan import planned_features
from huoyan.learn.fit.time_after import seconds_more
from huoyan.learn.head_training.head_learning import Embedded, chosen_head, head_learnt, proven_on, said_of
from huoyan.learn.head_training.head_search import Tried, better, tries
from huoyan.learn.head_training.learning_curve import learning_curve
from huoyan.learn.head_training.trained_head import Scaled, whole_graph
from huoyan.learn.head_training.vectors import pace_of
from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.comparison import Duel
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.metrics.growth import Errors
from huoyan.runs.events import Phase, Said
from huoyan.words import Listed, Message

# Heads that answer by one product are equally cheap; others must be better than these to be taken.
PRODUCTS, OTHERS = ("ridge", "logistic"), ("svm", "knn", "forest", "mlp")
# Of the time that is left, for settings of heads.
SHARE = 0.3


def on_features(climber: Climber, kind: str, plan: Plan) -> Standing:
    """The best head of `PRODUCTS` on the features of the plan."""
    began = time.perf_counter()
    graph, plan = planned_features(plan, climber.note)
    ground = _Ground(climber, plan, graph, climber.embedded(graph))
    ground.begin()
    return ground.standing(kind, ground.best(), began)


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What heads are tried on."""

    climber: Climber
    plan: Plan
    graph: FeatureGraph
    embedded: Embedded

    def begin(self) -> None:
        self.climber.tell(Phase(Message("ladder.phase_heads", features=self.graph.name)))

    def best(self) -> Tried:
        """Each that is better than those before it is told, the first within a second."""
        pool, over = self.embedded.pool, self.climber.until(SHARE)
        best: Tried | None = None
        folds, features = pool.folds(), self.embedded.features
        for tried in tries(pool, features, folds, PRODUCTS, over, holder=lambda: best):  # noqa: B023
            if better(tried, best, pool.targets):
                best = tried
                self.climber.tell(Said(said_of(tried)))
        assert best is not None
        return best

    def others(self, best: Tried) -> Standing | None:
        """The one of `OTHERS` that replaces `best`, else the best of them; None, with a note, if none is."""
        began, pool, over = time.perf_counter(), self.embedded.pool, self.climber.until(SHARE)
        self.begin()
        found: dict[str, Tried] = {}
        for tried in tries(
            pool, self.embedded.features, pool.folds(), OTHERS, over, holder=lambda: best, must_win=True
        ):
            if better(tried, found.get(tried.kind), pool.targets):
                found[tried.kind] = tried
        if not found:
            if not self.climber.interrupted():
                self.climber.note(self._why_none(best, over()))
            return None
        winning = [
            tried
            for tried in found.values()
            if Duel.between(tried.right, best.right, pool.units[tried.answered]).pays
        ]
        chosen = max(winning or found.values(), key=lambda tried: tried.accuracy)
        return self.standing("heads", chosen, began)

    def _why_none(self, best: Tried, over: bool) -> Message:
        if over:
            return Message("ladder.no_time_for", model=Message("rung.heads"))
        return Message(
            "ladder.no_other_head", heads=Listed(OTHERS), model=best.kind, features=self.graph.name
        )

    def standing(self, kind: str, best: Tried, began: float) -> Standing:
        plan, graph, embedded, climber = self.plan, self.graph, self.embedded, self.climber
        proven = len(proven_on(climber.dataset, embedded.pool))
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
            return whole_graph(graph, head(), TRAIN_TASKS[plan.recipe.task].outputs(plan.recipe)[0])

        return Standing(
            kind,
            best.kind,
            graph.name,
            dict(best.settings),
            right,
            seconds,
            learnt,
            model,
            errors,
            scoring=seconds_more(climber.dataset, pace_of(graph), proven),
            others=lambda: self.others(best),
            weights=plan.recipe.weights,
        )
