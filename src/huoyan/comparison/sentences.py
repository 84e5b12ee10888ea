"""What is said of two models that were compared, and of what a comparison does not tell."""

from __future__ import annotations

from collections.abc import Callable

from huoyan.comparison.compare import Comparison, Pair
from huoyan.text import number_form
from huoyan.words import Message


def pair_sentences(pair: Pair, found: Comparison, named: Callable[[str], str]) -> list[Message]:
    """Which of the two is better, or that chance may be all; what else tells them apart.

    named: what a figure is called in the language of the reader.
    """
    return [_verdict(pair, found, named(found.figure)), *_others(pair, found, named), *_alone(pair)]


def cautions(found: Comparison) -> list[Message]:
    """What to keep in mind of the p values and of the best figure."""
    several = [Message("compare.holm", pairs=len(found.pairs))] if len(found.pairs) > 1 else []
    return [*several, Message("compare.picked")]


def chance_text(p: float) -> str:
    """= 0.031; what is hardly there as < 0.0001."""
    return "< 0.0001" if p < 1e-4 else f"= {p:.2g}"


def signed(value: float) -> str:
    """+0.0236; what rounding left of nothing as +0.0000."""
    exact = round(value, 12) + 0.0
    return format(exact, f"+{number_form(exact, 4)}")


def _verdict(pair: Pair, found: Comparison, figure: str) -> Message:
    each = pair.differences[found.figure]
    said = {"figure": figure, "p": chance_text(pair.adjusted)}
    turned = pair.better == pair.second  # what is told is of the better one less the other
    value, low, high = (-each.value, -each.high, -each.low) if turned else (each.value, each.low, each.high)
    numbers = {"difference": signed(value), "low": signed(low), "high": signed(high)}
    if not pair.better:
        return Message("compare.chance", first=pair.first, second=pair.second, **numbers, **said)
    other = pair.first if turned else pair.second
    return Message("compare.better", better=pair.better, other=other, **numbers, **said)


def _others(pair: Pair, found: Comparison, named: Callable[[str], str]) -> list[Message]:
    """Further figures that are told first, which are not tested."""
    return [
        Message(
            "compare.further",
            figure=named(name),
            difference=signed(each.value),
            low=signed(each.low),
            high=signed(each.high),
        )
        for name, each in pair.differences.items()
        if name in found.headlines and name != found.figure
    ]


def _alone(pair: Pair) -> list[Message]:
    if pair.alone is None:
        return []
    a, b = pair.alone
    return [Message("compare.alone", first=pair.first, second=pair.second, a=a, b=b)]
