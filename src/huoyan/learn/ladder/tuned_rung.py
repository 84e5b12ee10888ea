"""The third rung: a network that knows pictures, trained from the best linear answer to its features on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from huoyan.errors import HuoyanError
from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.network_rung import network_standing
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import Survey
from huoyan.learn.weights.backbones import Backbone
from huoyan.learn.weights.carded import with_card
from huoyan.words import Message

# Below so many seconds nothing comes of several trainings.
LEAST_S = 30.0


class TunedRung:
    """Satisfies `ladder.rungs.Climbable`."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        if not climber.backbones:
            return Message("ladder.no_backbone")
        if climber.seconds_left() < LEAST_S:
            return Message("ladder.no_time_for", model=backbone_below(held, climber.backbones).name)
        return None

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        backbone = backbone_below(held, climber.backbones)
        try:
            yield from network_standing(climber, "tuned", tuned_plan(climber.surveyed, backbone), held)
        except HuoyanError as error:
            climber.note(Message("ladder.failed", model=backbone.name, reason=error.message))


def backbone_below(held: Standing | None, backbones: Sequence[Backbone]) -> Backbone:
    """The network, with its very weights, of which `held` takes the features; else the first."""
    if held is None or held.features is None:
        return backbones[0]
    names = held.features.split("+")
    known = (each for each in backbones if each.name in names and each.weights == held.weights)
    return next(known, backbones[0])


def tuned_plan(surveyed: Survey, backbone: Backbone) -> Plan:
    """As it is trained where it is asked for by its name."""
    choices = {
        "model": backbone.name,
        "features": None,
        "weights": backbone.weights,
        "pretrained": backbone.weights is None,
        "start": "head",
        "minutes": None,  # epochs decide, as far as the time of the ladder allows
    }
    recipe = surveyed.recipe.with_choices(**choices)
    return replace(surveyed, recipe=with_card(recipe, lambda said: None)).plan()
