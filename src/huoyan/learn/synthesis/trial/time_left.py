"""How long a trial still takes, from the trainings that are behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huoyan.runs.trial.arm_score import ArmScore
from huoyan.runs.trial.verdict import GAN


def seconds_left(
    scores: Sequence[ArmScore], arms: Sequence[str], pairs: Iterable[int], generator_s: float
) -> float | None:
    """Of all arms of `pairs` that are not among the scores. generator_s: of one that was not measured yet.
    None before the first training."""
    if not scores:
        return None
    done = {(score.pair, score.arm) for score in scores}
    usual = sum(score.seconds for score in scores) / len(scores)
    of_arm = {arm: [score.seconds for score in scores if score.arm == arm] for arm in arms}
    generators = [score.generator_seconds for score in scores if score.arm == GAN]
    generator_s = sum(generators) / len(generators) if generators else generator_s
    left = 0.0
    for pair in pairs:
        for arm in arms:
            if (pair, arm) not in done:
                known = of_arm[arm]
                left += sum(known) / len(known) if known else usual
                left += generator_s if arm == GAN else 0.0
    return left
