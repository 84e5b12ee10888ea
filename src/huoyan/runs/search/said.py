"""What a search came to in a sentence, for the terminal, the log and the report."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.runs.search.outcome import Outcome
from huoyan.runs.search.tried_setting import Value
from huoyan.words import Message

# Choices whose values are factors of what the plan takes for the network: fields of a recipe, and others.
RATES = ("lr", "weight_decay")
FACTORS = (*RATES, "width")


def told_of(outcome: Outcome) -> Message:
    """Whether something is better on validation than the plan's own values, and by how much."""
    best, usual = outcome.best, outcome.of_defaults
    assert best is not None
    values = {"n": len(outcome.tried), "pictures": outcome.pictures, "score": best.score}
    if outcome.is_default(best):
        return Message("search.defaults_best", **values)
    setting = setting_told(best.values, outcome.defaults)
    if usual is None or usual.score is None:
        return Message("search.found", setting=setting, **values)
    return Message("search.found_better", setting=setting, usual=usual.score, **values)


def setting_told(values: Mapping[str, Value], defaults: Mapping[str, Value] | None = None) -> str:
    """`lr × 2.3, augment strong`; with `defaults` only what differs from them, unless nothing does."""
    differing = {name: value for name, value in values.items() if (defaults or {}).get(name) != value}
    return ", ".join(f"{name} {value_told(name, value)}" for name, value in (differing or values).items())


def value_told(name: str, value: Value) -> str:
    """A factor with its sign, any other value as it is."""
    text = value if isinstance(value, str) else f"{value:.3g}"
    return f"× {text}" if name in FACTORS else text
