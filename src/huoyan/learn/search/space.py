"""What is searched: the choices that were left open, each with the values that it may take.

Rates and decay are factors of what the plan takes for the network, so that one range suits all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huoyan.learn.plan.plan import Plan
from huoyan.learn.search.candidates import Candidate
from huoyan.runs.recipe import Recipe
from huoyan.runs.search.said import RATES
from huoyan.runs.search.tried_setting import Value

MODEL, WIDTH, DROPOUT, CNN = "model", "width", "dropout", "cnn"
LOW, HIGH = 0.1, 10.0
# Of each layer of the small network; four times the work at the widest.
NARROW, WIDE = 0.5, 2.0
PRESETS = ("none", "light", "standard", "strong")


@dataclass(frozen=True, slots=True)
class Dimension:
    """options: the values, where they are some; else from low to high, in steps or, `log`, by the logarithm.

    default: what the plan takes. only: the network that has the choice, None where all have.
    """

    name: str
    default: Value
    options: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    step: float | None = None
    log: bool = False
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """candidates: the networks, the first is the plan's own choice."""

    candidates: tuple[Candidate, ...]
    dimensions: tuple[Dimension, ...]

    def of(self, values: Mapping[str, Value]) -> Candidate:
        """The network of a setting."""
        name = values.get(MODEL, self.candidates[0].name)
        return next(each for each in self.candidates if each.name == name)

    def has(self, dimension: Dimension, values: Mapping[str, Value]) -> bool:
        """Whether a setting that has begun so has this choice too."""
        return dimension.only in (None, self.of(values).name)

    @property
    def defaults(self) -> dict[str, Value]:
        """The setting of the plan's own values."""
        found: dict[str, Value] = {}
        for each in self.dimensions:
            if self.has(each, found):
                found[each.name] = each.default
        return found

    def choices(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """The choices of a recipe that a setting stands for."""
        candidate = self.of(values)
        plan, found = candidate.plan.recipe, dict(candidate.choices)
        for name, value in values.items():
            if name in RATES:
                found[name] = _times(getattr(plan, name), float(value))
            elif name not in (MODEL, WIDTH, DROPOUT):
                found[name] = _plain(value)
        own = _options(candidate, values)
        return {**found, "options": own} if own else found


def space_of(asked: Recipe, candidates: Sequence[Candidate]) -> Space:
    """asked: the recipe before anything was decided, of a settled task."""
    first = candidates[0].plan.recipe
    given, planned = asked.values(), first.values()
    dimensions = []
    if len(candidates) > 1:
        names = tuple(each.name for each in candidates)
        dimensions.append(Dimension(MODEL, names[0], options=names))
    if not given["options"] and any(each.name == CNN and each.plan.clip is None for each in candidates):
        dimensions.append(Dimension(WIDTH, 1.0, low=NARROW, high=WIDE, log=True, only=CNN))
        dimensions.append(Dimension(DROPOUT, 0.0, low=0.0, high=0.5, step=0.1, only=CNN))
    for name in RATES:
        if given[name] is None and all(getattr(each.plan.recipe, name) for each in candidates):
            dimensions.append(Dimension(name, 1.0, low=LOW, high=HIGH, log=True))
    if given["augment"] == "auto":
        dimensions.append(_augment(first))
    for name, high, step in (("mixup", 0.4, 0.1), ("label_smoothing", 0.2, 0.05)):
        if name in given and given[name] is None and not (name == "mixup" and _from_head(first)):
            default = min(high, float(planned[name] or 0.0))
            dimensions.append(Dimension(name, default, low=0.0, high=high, step=step))
    return Space(tuple(candidates), tuple(dimensions))


def taken_from(asked: Recipe, space: Space, values: Mapping[str, Value]) -> dict[str, Any]:
    """The choices that a setting stands for, with the usual values of what its network leaves open when it
    stands alone: only some of the networks may have a choice, and a replay would search that."""
    candidate = space.of(values)
    alone = space_of(asked.with_choices(model=candidate.name), [candidate])
    return space.choices({**alone.defaults, **values})


def _augment(planned: Recipe) -> Dimension:
    """Where training begins at a fitted head, views that are stored once are far cheaper: few others."""
    usual = planned.augment
    others = ("standard",) if _from_head(planned) else PRESETS
    return Dimension("augment", usual, options=tuple(dict.fromkeys((usual, *others))))


def _from_head(planned: Recipe) -> bool:
    return planned.values().get("start") == "head"


def _options(candidate: Candidate, values: Mapping[str, Value]) -> dict[str, Any]:
    """Of the small network, with what the plan has chosen of them."""
    if WIDTH not in values and DROPOUT not in values:
        return {}
    from huoyan.learn.networks.cnn_options import default_options, parse_options  # which imports PyTorch

    plan: Plan = candidate.plan
    usual = default_options(plan.preprocess.width, plan.preprocess.channels)
    widths = parse_options(plan.recipe.options, usual).widths
    factor = float(values.get(WIDTH, 1.0))
    scaled = [max(1, round(width * factor)) for width in widths]
    return {**plan.recipe.options, "widths": scaled, "dropout": _plain(values.get(DROPOUT, 0.0))}


def _plain(value: Value) -> Value:
    """0.3 for three steps of 0.1, which are a little more."""
    return value if isinstance(value, str) else round(value, 6)


def _times(planned: float, factor: float) -> float:
    """To three digits; more would say what nobody measured."""
    return planned if factor == 1.0 else float(f"{planned * factor:.3g}")
