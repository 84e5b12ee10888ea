"""Of two ways in which a network has learnt to answer, the one that ships."""

from __future__ import annotations

from dataclasses import dataclass, replace

from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.trained import Trained, Unseen
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.tasks.base import Settled
from huoyan.tasks.base import KeepsFigure, Outputs
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model answers for the validation pictures, and the task that was settled on them."""

    trained: Trained
    outputs: Outputs
    unseen: Unseen
    settled: Settled

    @classmethod
    def of(cls, plan: Plan, trained: Trained, val: Pictures) -> Answered:
        rules = TRAIN_TASKS[plan.recipe.task]
        outputs = trained.answer(val.pixels, rules.outputs(plan.recipe))
        unseen = trained.unseen or Unseen(outputs, val.dataset, val.places)
        recipe = replace(plan.recipe, options=dict(trained.options)) if trained.options else plan.recipe
        return cls(trained, outputs, unseen, rules.settle(recipe, unseen.outputs, unseen.data, unseen.places))

    def figure(self) -> float:
        """That of the task on validation."""
        task, unseen = self.settled.task, self.unseen
        assert isinstance(task, KeepsFigure)
        return task.figure(unseen.outputs, unseen.data, unseen.places)


def better_way(plan: Plan, trained: Trained, val: Pictures) -> tuple[Answered, tuple[Message, ...]]:
    """The way that validation prefers, the second of equal ones; and what is said of both."""
    first = Answered.of(plan, trained, val)
    if trained.second is None:
        return first, ()
    second = Answered.of(plan, trained.second.trained, val)
    figures = first.figure(), second.figure()
    second_ships = figures[1] >= figures[0]
    return second if second_ships else first, (trained.second.told(*figures, second_ships),)
