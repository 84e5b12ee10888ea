"""What a call leaves open, decided from the pictures, and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from huoyan.learn.generate.adversarial_training import GanSettings
from huoyan.learn.generate.players.base import PairShape
from huoyan.learn.generate.seen_variation import VARIATIONS
from huoyan.learn.generate.steps import Game
from huoyan.learn.machine.busy_cores import OtherPrograms, free_cores
from huoyan.learn.machine.devices import choose_device, computes_bf16
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.preprocessing import preprocess_of
from huoyan.preprocess import Preprocess, choose_fit
from huoyan.runs.generation import Generation
from huoyan.system.cores import available_cores
from huoyan.words import Message

# Where neither epochs nor minutes are given.
MINUTES = 10.0
# Sides that every pair can double its way to; smaller pictures than the first are made as they are.
SIDES = (32, 48, 64)
# Training pictures below which what the discriminator sees is varied, so that it learns none by heart.
FEW = 20_000


@dataclass(frozen=True, slots=True)
class Usual:
    """The values of a kind of pair. slopes: the weight at real and at made pictures. wide: whether its layers
    have more to compute than casting to bf16 takes."""

    objective: str
    slopes: float
    batch: int
    lr: float
    beta1: float
    beta2: float
    ema: float
    slopes_every: int = 1
    varies: bool = False
    wide: bool = True


# Radford et al. (2016) for the second, and for the first, whose tutorials have no common values. The third by
# the papers that it is written from.
USUAL: Mapping[str, Usual] = {
    "dense": Usual("minimax", 0.0, 128, 2e-4, 0.5, 0.999, 0.0, wide=False),
    "dcgan": Usual("minimax", 0.0, 128, 2e-4, 0.5, 0.999, 0.0),
    "residual": Usual("relativistic", 0.1, 64, 2e-3, 0.0, 0.99, 0.998, slopes_every=4, varies=True),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """asked: with nothing left open. choices: what was decided, in words."""

    asked: Generation
    preprocess: Preprocess
    choices: tuple[Message, ...]

    def shape(self, classes: int) -> PairShape:
        return PairShape(self.preprocess.height, self.preprocess.channels, classes)

    def settings(self, budget_s: float | None, looks: int) -> GanSettings:
        asked, recipe, usual = self.asked, self.asked.recipe, USUAL[self.asked.model]
        assert asked.slopes is not None
        assert asked.lr is not None
        assert recipe.batch is not None
        assert recipe.beta2 is not None
        assert recipe.ema is not None
        assert asked.objective != "auto"
        varies = tuple(VARIATIONS) if asked.vary == "all" else ()
        return GanSettings(
            Game(asked.objective, asked.slopes, asked.slopes, varies),
            recipe.epochs or 0.0,
            budget_s,
            recipe.batch,
            asked.lr,
            asked.lr,
            usual.beta1,
            recipe.beta2,
            recipe.ema,
            usual.slopes_every,
            looks,
            recipe.seed,
            recipe.precision == "bf16",
        )


def decided(asked: Generation, seen: Look, others: OtherPrograms) -> Decided:
    """seen: of the training pictures. others: what else keeps cores busy."""
    usual, recipe, given = USUAL[asked.model], asked.recipe, asked.values()
    choices: list[Message] = []
    casts = usual.wide and computes_bf16(choose_device(recipe.device))

    def decide(name: str, value: Any, because: Message | None = None) -> Any:
        found = given[name]
        if found not in (None, "auto"):
            return found
        if because is not None:
            choices.append(Message("plan.choice", name=name, value=str(value), because=because))
        return value

    fit, why_fit = choose_fit(seen.sizes)
    lasts = {} if recipe.epochs or recipe.minutes else {"minutes": MINUTES}
    if lasts:
        choices.append(
            Message("plan.choice", name="minutes", value="10", because=Message("generate.minutes"))
        )
    shared = recipe.with_choices(
        size=decide("size", side_for(seen), Message("generate.side", side=seen.side)),
        fit=decide("fit", fit, why_fit),
        colour=decide("colour", "grey" if seen.grey else "rgb"),
        window=recipe.window or seen.window,
        batch=decide("batch", usual.batch),
        beta2=decide("beta2", usual.beta2),
        ema=decide("ema", usual.ema),
        threads=decide("threads", free_cores(others.busy_cores(), available_cores())),
        precision=decide("precision", "bf16" if casts else "fp32", Message("plan.bf16") if casts else None),
        **lasts,
    )
    few = usual.varies and seen.n < FEW
    settled = replace(
        asked,
        lr=decide("lr", usual.lr),
        objective=decide("objective", usual.objective),
        slopes=decide("slopes", usual.slopes),
        vary=decide(
            "vary", "all" if few else "none", Message("generate.few_pictures", n=seen.n) if few else None
        ),
        recipe=shared,
    )
    return Decided(settled, preprocess_of(shared), tuple(choices))


def side_for(seen: Look) -> int:
    """That of the pictures, to the next multiple of 4, where they are small; else the nearest of `SIDES` that
    is no larger."""
    side = max(8, seen.side)
    if side <= SIDES[0]:
        return -(-side // 4) * 4
    return max(each for each in SIDES if each <= side)
