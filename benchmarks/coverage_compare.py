"""How often the 95 % interval of a paired difference holds the true one, and how often equal models are
called different.

Drawn test parts of two models on the same pictures. Right or wrong: on a share `apart` of the pictures only
one is right, and the first is better by `better`. Losses: absolute errors of two models whose errors have
half of their variance in common, normal or skewed (a gamma distribution of shape 0.5); those of the second
are `worse` times as large. In groups a picture goes as its group does with the probability 0.6 (right or
wrong), or shares half of the variance with it (losses).

    python benchmarks/coverage_compare.py --draws 2000   # the tables of docs/benchmarks.md
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from common import machine, table
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.chance import chance
from huoyan.metrics.paired.difference import LEAST_GROUPS, difference

PICTURES = 1_000_000
ALIKE, COMMON = 0.6, 0.5
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Answers:
    """Right or wrong. n: pictures of the test part; size: pictures a group, 1 for none."""

    n: int
    size: int
    apart: float
    better: float

    @property
    def difference(self) -> float:
        return self.better

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        own, group = (self._which(rng, n) for n in (self.n, -(-self.n // self.size)))
        alike = (rng.random(self.n) < ALIKE) & (self.size > 1)
        which = np.where(alike, group[np.arange(self.n) // self.size], own)
        return which != 2, which != 1

    def _which(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """1: only the first is right, 2: only the second, 0: both."""
        first, second = (self.apart + self.better) / 2, (self.apart - self.better) / 2
        return rng.choice(3, n, p=[1 - first - second, first, second])


@dataclass(frozen=True, slots=True)
class Losses:
    """Absolute errors; the rest as in `Answers`."""

    n: int
    size: int
    skewed: bool
    worse: float

    @property
    def difference(self) -> float:
        first, second = Losses(PICTURES, self.size, self.skewed, self.worse).draw(np.random.default_rng(1))
        return float(first.mean() - second.mean())

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        both, *own = (self._noise(rng) for _ in range(3))
        half = np.sqrt(0.5)
        first, second = (half * (both + each) for each in own)
        return np.abs(first), self.worse * np.abs(second)

    def _noise(self, rng: np.random.Generator) -> np.ndarray:
        def drawn(n: int) -> np.ndarray:
            return (rng.standard_gamma(0.5, n) - 0.5) / np.sqrt(0.5) if self.skewed else rng.normal(size=n)

        if self.size == 1:
            return drawn(self.n)
        group = drawn(-(-self.n // self.size))[np.arange(self.n) // self.size]
        return np.sqrt(1 - COMMON) * drawn(self.n) + np.sqrt(COMMON) * group


Scene = Answers | Losses


def groups(scene: Scene) -> Groups:
    of = np.arange(scene.n) // scene.size
    return Groups(of, int(of[-1]) + 1)


def share(scene: Scene, draws: int, of: Callable[[np.ndarray, np.ndarray], bool]) -> float:
    """Of drawn test parts the share of which something holds."""
    rng = np.random.default_rng(0)
    return float(np.mean([of(*scene.draw(rng)) for _ in range(draws)]))


def held(scene: Scene, draws: int) -> float:
    true, given = scene.difference, groups(scene)

    def holds(first: np.ndarray, second: np.ndarray) -> bool:
        found = difference(first, second, given)
        return bool(found.low - 1e-12 <= true <= found.high + 1e-12)

    return share(scene, draws, holds)


def false_alarms(scene: Scene, draws: int) -> float:
    """The share of equal models whose p value is below `LEVEL`."""
    given = groups(scene)
    return share(scene, draws, lambda first, second: chance(first, second, given) < LEVEL)


def answers() -> Iterable[Answers]:
    kinds = ((0.02, 0.0), (0.04, 0.02), (0.06, 0.06), (0.1, 0.0), (0.1, 0.08), (0.3, 0.0), (0.3, 0.2))
    for size, n, (apart, better) in product((1, 5, 10), (50, 100, 200, 500), kinds):
        if n // size >= LEAST_GROUPS:
            yield Answers(n, size, apart, better)


def losses() -> Iterable[Losses]:
    for skewed, worse, size, n in product((False, True), (1.0, 2.0), (1, 5), (50, 100, 200, 500)):
        yield Losses(n, size, skewed, worse)


def row(scene: Scene, draws: int) -> list[object]:
    given = (
        [f"{scene.apart:g}", f"{scene.better:g}"]
        if isinstance(scene, Answers)
        else ["skewed" if scene.skewed else "normal", f"{scene.worse:g}"]
    )
    equal = scene.better == 0 if isinstance(scene, Answers) else scene.worse == 1
    alarms = f"{false_alarms(scene, draws):.1%}" if equal else ""
    return [*given, scene.size, scene.n, f"{held(scene, draws):.1%}", alarms]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    given.add_argument("--draws", type=int, default=2_000, help="test parts a line")
    draws = given.parse_args().draws
    print(machine("numpy"))
    ends = ["pictures a group", "pictures", "holds", f"p < {LEVEL} of equal models"]
    print("\n" + table(["apart", "better", *ends], [row(scene, draws) for scene in answers()]))
    print("\n" + table(["losses", "worse", *ends], [row(scene, draws) for scene in losses()]))


if __name__ == "__main__":
    main()
