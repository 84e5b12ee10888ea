"""The rungs that are heads: on classical features, on those of networks that know pictures, dearer ones."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import numpy as np

from huoyan.errors import HuoyanError
from huoyan.learn.features.classical import CLASSICAL
from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.on_features import on_features
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.weights.backbones import Backbone
from huoyan.words import Message


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


class OtherHeadsRung:
    """Dearer heads, on the features that are held alone. Satisfies `ladder.rungs.Climbable`."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        return None

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        if held is None or held.others is None:
            return
        found = held.others()
        if found is not None:
            yield found
