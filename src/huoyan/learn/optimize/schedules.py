"""The learning rate over time, as a share of the highest one."""

from __future__ import annotations

import math
from collections.abc import Callable

from huoyan.errors import UsageError
from huoyan.words import Listed, Message


def rate(step: float, total: float, *, kind: str, warmup: float = 0.0, final: float = 0.0) -> float:
    """The share, 0..1, after `step` of `total` (steps, epochs, seconds: one unit for both, fractions too).

    It rises linearly from 0 over the share `warmup` of the whole (1: to its end), then follows `kind`:
    "constant" stays at 1, "cosine" (Loshchilov and Hutter 2017, eq. 5) and "one-cycle" (a triangle) fall to
    `final` at the end and stay there. Give the middle of a step, so that neither the first nor the last one
    is wasted.
    """
    if kind not in SCHEDULES:
        raise _refuse(Message("fit.schedule", kind=kind, known=Listed(SCHEDULES)))
    if not (total > 0 and 0 <= warmup <= 1 and 0 <= final <= 1):
        raise _refuse(Message("fit.schedule_values", total=total, warmup=warmup, final=final))
    passed = min(max(step / total, 0.0), 1.0)
    if passed < warmup or warmup == 1:
        return passed / warmup
    return SCHEDULES[kind]((passed - warmup) / (1 - warmup), final)


def _constant(passed: float, final: float) -> float:
    return 1.0


def _cosine(passed: float, final: float) -> float:
    return final + (1 - final) * (1 + math.cos(math.pi * passed)) / 2


def _triangle(passed: float, final: float) -> float:
    return 1 - (1 - final) * passed


# What follows the warm-up: the share of it that has passed and the last value, to a share of the rate.
SCHEDULES: dict[str, Callable[[float, float], float]] = {
    "constant": _constant,
    "cosine": _cosine,
    "one-cycle": _triangle,
}


def _refuse(message: Message) -> UsageError:
    return UsageError(message, code="usage.schedule")
