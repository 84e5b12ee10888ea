"""Pictures that belong together (of a patient, of a camera), and how much less they tell than as many
others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.intervals.proportions import Z, t_quantile

# Of few groups that hold errors the variance is known badly: groups whose pictures are all alike count as so
# many more, against the square of the number that it rests on.
PRIOR = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """`of`: the group 0..count-1 of each sample, int (N,)."""

    of: np.ndarray
    count: int

    @classmethod
    def named(cls, names: Sequence[str | None]) -> Groups:
        """Samples of one name are together; one without a name stands alone."""
        keys = [(i, None) if name is None else (-1, name) for i, name in enumerate(names)]
        places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        return cls(np.array([places[key] for key in keys], dtype=np.int64), len(places))

    @classmethod
    def alone(cls, n: int) -> Groups:
        """Every sample is its own group."""
        return cls(np.arange(n), n)

    @property
    def independent(self) -> bool:
        return self.count == len(self.of)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Of values (N,), over each group."""
        return values if self.independent else np.bincount(self.of, values, minlength=self.count)

    def number(self, chosen: np.ndarray) -> int:
        """How many groups hold those `chosen`, bool (N,)."""
        return (
            int(np.count_nonzero(chosen))
            if self.independent
            else int(np.count_nonzero(np.bincount(self.of[chosen])))
        )

    def of_rows(self, rows: np.ndarray) -> Groups:
        """Those of some rows, bool (N,) or int (M,)."""
        known, of = np.unique(self.of[rows], return_inverse=True)
        return Groups(of, len(known))

    def worst(self, chosen: np.ndarray) -> float:
        """Of how many independent samples those `chosen`, bool (N,), are worth if a group is all alike."""
        if self.independent:
            return float(np.count_nonzero(chosen))
        sizes = np.bincount(self.of[chosen]).astype(np.float64)
        return float(sizes.sum() ** 2 / max(np.sum(sizes**2), 1.0))


def named_count(names: Sequence[str | None]) -> int | None:
    """How many groups there are; None where no sample names one."""
    return Groups.named(names).count if any(name is not None for name in names) else None


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What samples make up the values of C classes whose mean, with `weights` (C,), is of interest.

    `trials` (C,): samples a class, or decisions. An entry for each class that a sample counts in: `classes`,
    `rows` int (E,); `size` (E,), its part of the class; `influence` (E,), the derivative of the value of the
    class by the weight of the sample. `several`: one sample may bring more than one trial. `overlap`: the
    variance of the mean to that of independent classes, where no error shows it.
    """

    trials: np.ndarray
    weights: np.ndarray
    classes: np.ndarray
    rows: np.ndarray
    size: np.ndarray
    influence: np.ndarray
    several: bool = False
    overlap: float = 1.0

    @classmethod
    def of_mean(cls, values: np.ndarray, trials: int = 1) -> Parts:
        """One class of all samples, whose value is the mean of theirs (N,); each brings so many trials."""
        n = len(values)
        of, size = np.zeros(n, dtype=np.int64), np.full(n, 1 / n)
        influence = (values - values.mean()) / n
        return cls(np.array([float(n * trials)]), np.ones(1), of, np.arange(n), size, influence, trials > 1)


def worth(parts: Parts, variance: np.ndarray, groups: Groups) -> tuple[np.ndarray, float]:
    """How many independent trials those of each class are worth, (C,), and the quantile that goes with them.

    `variance` (C,): of the value of each class, were all its trials independent. What groups add is the
    design effect of Kish 1965, from the variance between groups (jackknife, so that a large group does not
    hide its own deviation); with it Student's t, of Satterthwaite's degrees of freedom. At worst all trials
    of a group are right or wrong together, which needs no estimate and no t; at best they are independent.
    """
    count = len(parts.trials)
    pairs, place = np.unique(parts.classes * groups.count + groups.of[parts.rows], return_inverse=True)
    of, group = pairs // groups.count, pairs % groups.count
    sums, sizes = np.bincount(place, parts.influence), np.bincount(place, parts.size)
    squares = np.bincount(of, sums**2, minlength=count)
    apart = np.sum(parts.weights**2 * squares)
    together = np.sum(np.bincount(group, parts.weights[of] * sums) ** 2)
    overlap = float(np.clip(together / apart, 1, count)) if apart > 0 else parts.overlap
    alone = parts.trials / overlap
    if groups.independent and not parts.several:
        return alone, Z
    worst = np.maximum(1, parts.trials * np.bincount(of, sizes**2, minlength=count))
    number = np.bincount(of, minlength=count)
    spread = np.bincount(of, (sums / np.maximum(1 - sizes, 1e-9)) ** 2, minlength=count) * (1 - 1 / number)
    effect = _effect(spread, variance, worst, squares, np.bincount(of, sums**4, minlength=count), number)
    share = parts.weights**2 * variance
    each = share * effect
    if not each.any():
        return alone / worst, Z
    quantile = t_quantile(float(each.sum() ** 2 / np.sum(each**2 / np.maximum(number - 1, 1))))
    widest = quantile**2 * each.sum()
    if widest < Z**2 * share.sum():
        return alone, Z
    if widest > Z**2 * np.sum(share * worst):
        return alone / worst, Z
    return alone / effect, quantile


def _effect(
    spread: np.ndarray,
    variance: np.ndarray,
    worst: np.ndarray,
    squares: np.ndarray,
    fourth: np.ndarray,
    number: np.ndarray,
) -> np.ndarray:
    """The design effect of each class, drawn to the worst where few groups deviate."""
    known = (variance > 0) & (number > 1) & (fourth > 0)
    effect, rests = worst.copy(), np.zeros(len(worst))
    effect[known] = np.minimum(spread[known] / variance[known], worst[known])
    rests[known] = (squares[known] ** 2 / fourth[known]) ** 2
    return np.asarray((rests * effect + PRIOR * worst) / (rests + PRIOR))
