"""An answer from another score on than the model's own."""

from __future__ import annotations

from huoyan.errors import ServeError
from huoyan.results import Classification, Result
from huoyan.serve.engine import Looked
from huoyan.tasks import Task
from huoyan.tasks.base import FindsThings
from huoyan.words import Message


def shown_from(looked: Looked, task: Task, threshold: float | None) -> Result:
    """Things and labels with at least this score. Raises ServeError serve.option for answers without scores.

    Things that the model itself would not show are found in what the network gave: not in an event loop.
    """
    result = looked.result
    if threshold is None:
        return result
    if isinstance(task, FindsThings) and looked.place is not None:
        return task.shown_from(threshold).decode(looked.outputs, [looked.place])[0]
    if isinstance(result, Classification):
        kept = tuple(each for each in result.labels if each.score >= threshold)
        names = {each.label for each in kept}
        return Classification(kept, tuple(each for each in result.chosen if each in names))
    raise ServeError(Message("posting.no_scores"), code="serve.option")
