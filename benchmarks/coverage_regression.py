"""How often the 95 % intervals of regression figures hold the truth, and prediction intervals theirs.

Drawn test parts of models whose true figures are known: truths are normal with a deviation of 1, errors are
normal or skewed (a gamma distribution of shape 1) with mean 0 and the deviation `noise`. In groups half of
the variance of truths and of errors is common to all pictures of a group. The true figures are those of
400,000 pictures.

    python benchmarks/coverage_regression.py --draws 2000   # the tables of docs/benchmarks.md
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from common import machine, table
from huoyan.learn.tasks.regress import conformal_margins
from huoyan.metrics import decisions, regression
from huoyan.metrics.intervals.groups import Groups
from huoyan.results import Estimate

PICTURES = 400_000
FIGURES = ("mae", "rmse", "r2", "spearman", "coverage")
COMMON = 0.5  # part of the variance that a group shares
MEANT = 0.9  # what prediction intervals promise


@dataclass(frozen=True, slots=True)
class Scene:
    """n: pictures of the test part; size: pictures a group, 1 for none."""

    n: int
    skewed: bool = False
    size: int = 1
    noise: float = 0.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A test part: predictions and truths (N,), and the group of each picture."""

    predicted: np.ndarray
    truth: np.ndarray
    groups: Groups


def draw(scene: Scene, rng: np.random.Generator, n: int | None = None) -> Drawn:
    """n: pictures, where not those of the scene."""
    n = scene.n if n is None else n
    of = np.arange(n) // scene.size
    truth = shared(rng.normal(size=(2, n)), of, scene.size)
    noise = rng.standard_gamma(1, size=(2, n)) - 1 if scene.skewed else rng.normal(size=(2, n))
    groups = Groups.alone(n) if scene.size == 1 else Groups(of, int(of[-1]) + 1)
    return Drawn(truth + scene.noise * shared(noise, of, scene.size), truth, groups)


def shared(values: np.ndarray, of: np.ndarray, size: int) -> np.ndarray:
    """Two rows of deviation 1 as one, with the part `COMMON` of its variance the same in a group."""
    if size == 1:
        return values[0]
    return np.asarray(np.sqrt(1 - COMMON) * values[0] + np.sqrt(COMMON) * values[1][of])


def figures(drawn: Drawn, margin: float) -> dict[str, Estimate]:
    inside = np.abs(drawn.predicted - drawn.truth)[:, None] <= margin
    found = regression.value_estimates(drawn.predicted, drawn.truth, drawn.groups)
    return {**found, "coverage": decisions.mean_right(inside).estimate(drawn.groups)}


def held(scene: Scene, draws: int, seed: int = 0) -> dict[str, float]:
    """Of each figure the share of drawn test parts whose interval holds the true one."""
    rng = np.random.default_rng(seed)
    whole = draw(scene, rng, PICTURES)
    margin = float(np.quantile(np.abs(whole.predicted - whole.truth), MEANT))
    alone = Drawn(whole.predicted, whole.truth, Groups.alone(PICTURES))
    true = {name: each.value for name, each in figures(alone, margin).items()}
    right: Counter[str] = Counter()
    for _ in range(draws):
        for name, each in figures(draw(scene, rng), margin).items():
            right[name] += each.low <= true[name] <= each.high
    return {name: right[name] / draws for name in FIGURES}


def promised(scene: Scene, draws: int, seed: int = 0) -> float:
    """The share of new truths that lie in margins made from n validation pictures, the mean over `draws`."""
    rng = np.random.default_rng(seed)
    shares = []
    for _ in range(draws):
        past, new = draw(scene, rng), draw(scene, rng, 2_000)
        margins = conformal_margins(np.abs(past.predicted - past.truth)[:, None], MEANT)
        assert margins is not None
        shares.append(np.mean(np.abs(new.predicted - new.truth) <= margins[0]))
    return float(np.mean(shares))


def scenes() -> Iterable[Scene]:
    for size, skewed, n in product((1, 2, 6), (False, True), (20, 72, 300)):
        if n // size >= regression.LEAST_SAMPLES:
            yield Scene(n, skewed, size)
    for n in (20, 72, 300):
        yield Scene(n, skewed=True, noise=1.5)
    # A rank correlation of 0.98 and 0.995, where samples of few pictures are too low.
    for noise, skewed, n in product((0.2, 0.1), (False, True), (20, 50, 100, 300)):
        yield Scene(n, skewed, noise=noise)


def row(scene: Scene, draws: int) -> list[object]:
    shares = held(scene, draws)
    given = ("skewed" if scene.skewed else "normal", f"{scene.noise:g}", scene.size, scene.n)
    return [*given, *(f"{shares[name]:.1%}" for name in FIGURES), f"{promised(scene, draws):.1%}"]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--draws", type=int, default=2_000, help="test parts a line")
    draws = given.parse_args().draws
    print(machine("numpy"))
    header = ["errors", "noise", "pictures a group", "pictures", *FIGURES, f"new truths in {MEANT:.0%}"]
    print(table(header, [row(scene, draws) for scene in scenes()]))


if __name__ == "__main__":
    main()
