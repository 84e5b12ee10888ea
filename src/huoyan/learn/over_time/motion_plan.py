"""The plan of a training on clips with what is seen of them chosen by a quick look at the training clips."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from huoyan.clips import ClipPreprocess
from huoyan.clips.motion import MotionName
from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.learn.over_time.motion_choice import MOTIONS, answerable, choose_motion
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Advanced, Listener, Phase
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.clip import ClipChoices
from huoyan.words import Message


def with_motion(
    settled: Plan,
    asked: Recipe,
    clips: Dataset,
    planned: Callable[[MotionName], Plan],
    tell: Listener,
) -> Plan:
    """`settled` where a motion was asked for, or frames are all that is seen, as by a network that knows
    pictures, or where a look tells nothing. planned: the plan with this motion; clips: some of training.
    """
    motion = asked.of(ClipChoices).motion
    if motion != "auto" or settled.recipe.of(ClipChoices).motion == "frames" or not answerable(clips):
        return settled
    plans: dict[MotionName, Plan] = {}
    for motion in MOTIONS:
        with contextlib.suppress(UsageError):  # what was asked for does not go with it
            plans[motion] = planned(motion)
    tell(Phase(Message("plan.looking_at_motion"), len(clips)))
    done = 0

    def advanced(n: int) -> None:
        nonlocal done
        done += n
        tell(Advanced(done))

    choice = choose_motion(clips, {motion: _seen(plan) for motion, plan in plans.items()}, advanced)
    if choice is None:
        return settled
    said = Message("plan.choice", name="motion", value=choice.motion, because=choice.because)
    found = plans[choice.motion]
    return replace(found, choices=(said, *found.choices))


def _seen(plan: Plan) -> ClipPreprocess:
    assert isinstance(plan.clip, ClipPreprocess)
    return plan.clip
