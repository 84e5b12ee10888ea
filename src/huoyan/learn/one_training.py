"""One training, of a network or of a head; a run and what is trained beside it go this way."""

from __future__ import annotations

from huoyan.data.dataset import Dataset
from huoyan.learn.head_training.head_learning import learn_head
from huoyan.learn.heads import HEADS
from huoyan.learn.job import Job
from huoyan.learn.learnt import Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Listener


def learn(job: Job, dataset: Dataset, plan: Plan, tell: Listener) -> Learnt:
    """Reads the pictures and learns from them as the plan says."""
    if plan.recipe.model in HEADS:
        return learn_head(job, dataset, plan, tell)
    from huoyan.learn.one_network import learn_network

    return learn_network(job, dataset, plan, tell)
