"""One training, of a network or on features; a run and what is trained beside it go this way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huoyan.data.dataset import Dataset
from huoyan.learn.ensemble.ensemble_learning import learn_ensemble
from huoyan.learn.head_training.head_learning import learn_head
from huoyan.learn.heads import HEADS
from huoyan.learn.job import Job
from huoyan.learn.learnt import Learnt
from huoyan.learn.patches.options import NAME as PATCHCORE
from huoyan.learn.patches.patch_learning import learn_patches
from huoyan.learn.plan.plan import Plan
from huoyan.learn.rcnn.options import NAME as RCNN
from huoyan.learn.rcnn.region_learning import learn_regions
from huoyan.runs.ensemble import NAME as ENSEMBLE
from huoyan.runs.events import Listener

Learn = Callable[[Job, Dataset, Plan, Listener], Learnt]

# By the name in the recipe, as in `learn.on_features`.
LEARN_ON_FEATURES: Mapping[str, Learn] = {
    **dict.fromkeys(HEADS, learn_head),
    RCNN: learn_regions,
    PATCHCORE: learn_patches,
    ENSEMBLE: learn_ensemble,
}


def learn(job: Job, dataset: Dataset, plan: Plan, tell: Listener) -> Learnt:
    """Reads the pictures and learns from them as the plan says."""
    learn_on_features = LEARN_ON_FEATURES.get(plan.recipe.model)
    if learn_on_features is not None:
        return learn_on_features(job, dataset, plan, tell)
    from huoyan.learn.one_network import learn_network

    return learn_network(job, dataset, plan, tell)
