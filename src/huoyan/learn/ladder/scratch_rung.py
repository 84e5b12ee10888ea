"""The last rung: a small network from random weights, where pictures are many or unlike photographs."""

from __future__ import annotations

from collections.abc import Iterator

from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.network_rung import network_standing
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import Survey
from huoyan.words import Message

# Photos from which on a network that begins with nothing has a chance against one that knows pictures.
MANY = 2000
# Pictures that the network should see in all, and the most epochs: few pictures are seen often.
SEEN, EPOCHS = 100_000, 60.0
LEAST_S = 10.0


class ScratchRung:
    """Satisfies `ladder.rungs.Climbable`."""

    def why_not(self, climber: Climber, held: Standing | None) -> Message | None:
        seen = climber.surveyed.seen
        if climber.seconds_left() < LEAST_S:
            return Message("ladder.no_time_for", model="cnn")
        few = climber.backbones and not seen.small and seen.n < MANY
        return Message("ladder.few_for_scratch", n=seen.n, many=MANY) if few else None

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        assert climber.pool is not None
        yield from network_standing(
            climber, "scratch", scratch_plan(climber.surveyed, len(climber.pool)), held
        )


def scratch_plan(surveyed: Survey, pictures: int) -> Plan:
    """As it is trained where so many pictures can be learnt from."""
    seen = surveyed.seen
    epochs = min(EPOCHS, round(SEEN / max(1, pictures))) if seen.small else None
    longer = {} if epochs is None else {"epochs": max(3.0, float(epochs))}
    # Epochs decide, as far as the time of the ladder allows.
    return surveyed.plan_without_weights(model="cnn", minutes=None, **longer)
