"""What the user left open is decided here, from the data, and said in a sentence each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huoyan.clips import ClipInput
from huoyan.errors import UsageError
from huoyan.learn.ensemble.ensemble_plan import plan_ensemble
from huoyan.learn.heads import HEADS
from huoyan.learn.patches.options import NAME as PATCHCORE
from huoyan.learn.patches.patch_plan import plan_patches
from huoyan.learn.plan.head_plan import plan_head
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.preprocessing import preprocess_of
from huoyan.learn.rcnn.options import NAME as RCNN
from huoyan.learn.rcnn.region_plan import plan_regions
from huoyan.preprocess import Preprocess
from huoyan.runs.ensemble import NAME as ENSEMBLE
from huoyan.runs.recipe import Recipe
from huoyan.tasks import TASKS
from huoyan.words import Listed, Message


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe with nothing left open, and the reasons for what was decided.

    clip: where clips are learnt from, what is seen of them; `preprocess` is then that of each frame.
    """

    recipe: Recipe
    preprocess: Preprocess
    choices: tuple[Message, ...]
    clip: ClipInput | None = None


PlanOnFeatures = Callable[[Recipe, Look, Machine], tuple[Recipe, Preprocess, list[Message]]]

# By the name in the recipe, as in `learn.on_features`.
PLAN_ON_FEATURES: Mapping[str, PlanOnFeatures] = {
    **dict.fromkeys(HEADS, plan_head),
    RCNN: plan_regions,
    PATCHCORE: plan_patches,
    ENSEMBLE: plan_ensemble,
}


def plan(recipe: Recipe, seen: Look, *, name: str, machine: Machine) -> Plan:
    """`recipe`, whose task is settled, with each open value decided for data called `name` like `seen`."""
    on_features = PLAN_ON_FEATURES.get(recipe.model)
    if on_features is not None:
        decided, pictures, reasons = on_features(recipe, seen, machine)
        return Plan(decided, pictures, tuple(reasons))
    if recipe.features is not None:
        heads = Listed(PLAN_ON_FEATURES, None)
        raise UsageError(
            Message("plan.features_of_heads", features=recipe.features, heads=heads), code="usage.recipe"
        )
    if TASKS[recipe.task].medium == "clips":
        from huoyan.learn.plan.clip_plan import plan_clips  # which imports PyTorch

        decided, clip, reasons = plan_clips(recipe, seen, name, machine)
        return Plan(decided, clip.frame, tuple(reasons), clip)
    from huoyan.learn.plan.network_plan import plan_network  # which imports PyTorch

    settled, choices = plan_network(recipe, seen, name, machine)
    return Plan(settled, preprocess_of(settled), tuple(choices))
