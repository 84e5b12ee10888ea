"""What is remembered of good pictures: a few of their places that stand for all, and how wholes vary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.check.labels.unlike_good import far_out
from huoyan.learn.head_training.vectors import CutShort
from huoyan.learn.patches.coreset import coreset
from huoyan.learn.patches.options import PatchOptions
from huoyan.learn.patches.patch_memory import PatchMemory
from huoyan.learn.patches.places import Places
from huoyan.learn.patches.unlike_others import unlike_others
from huoyan.learn.patches.whole_picture import WholePicture, folds, left_out
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Advanced, Listener, Phase
from huoyan.words import Message

# Places from which those that are remembered are chosen: of more a part is drawn, alike of each picture.
CANDIDATES = 40_000
# Pictures by which the distances of wholes and of places are brought to one unit.
ALIGNED = 200


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """places: so many it was chosen from. strange: numbers of pictures that are far from all others, for a
    place or as wholes."""

    memory: PatchMemory
    places: int
    strange: np.ndarray


def remember(
    places: Places, pixels: np.ndarray, plan: Plan, tell: Listener, interrupted: Callable[[], bool]
) -> Remembered:
    """pixels: uint8 (N, H, W, C), of good pictures. Raises CutShort."""
    options = PatchOptions.read(plan.recipe.options)
    rows, means = _candidates(places, pixels, plan, tell, interrupted)
    most = options.remembered(len(rows))
    tell(Phase(Message("patches.phase_coreset", n=len(rows), most=most)))
    kept = coreset(rows, most, plan.recipe.seed)
    memory = PatchMemory.of(rows, kept)
    whose = np.repeat(np.arange(len(pixels)), len(rows) // len(pixels))  # each has as many
    strange = unlike_others(memory, rows, whose, kept)
    if options.whole:
        means = memory.in_units(means)
        apart, whole = left_out(means), WholePicture.of(means)
        furthest = np.zeros(1)
        if apart.any():
            tell(Phase(Message("patches.phase_wholes")))

            def seen(numbers: np.ndarray) -> Iterator[np.ndarray]:
                return (each for part in places.each(pixels[numbers]) for each in part)

            furthest = furthest_left_out(memory, rows, whose, options, plan.recipe.seed, seen)
        memory = replace(memory, whole=whole.in_unit_of(apart, furthest))
        strange = np.concatenate([strange, np.setdiff1d(np.flatnonzero(far_out(apart)), strange)])
    return Remembered(memory, len(rows), strange)


def _candidates(
    places: Places, pixels: np.ndarray, plan: Plan, tell: Listener, interrupted: Callable[[], bool]
) -> tuple[np.ndarray, np.ndarray]:
    """Places float32 (n, D) of all training pictures, and the mean of each picture's (N, D)."""
    tell(Phase(Message("patches.phase_places", features=places.graph.name), len(pixels)))
    h, w = places.cells
    rng, own = np.random.default_rng(plan.recipe.seed), max(1, min(h * w, CANDIDATES // max(1, len(pixels))))
    found: list[np.ndarray] = []
    means: list[np.ndarray] = []
    for part in places.each(pixels):
        if interrupted():
            raise CutShort
        means.append(part.mean(axis=(2, 3)))
        for picture in part:
            flat = picture.reshape(len(picture), -1).T
            found.append(flat if own == h * w else flat[np.sort(rng.permutation(h * w)[:own])])
        tell(Advanced(len(found)))
    return np.ascontiguousarray(np.concatenate(found)), np.concatenate(means)


def furthest_left_out(
    memory: PatchMemory,
    rows: np.ndarray,
    whose: np.ndarray,
    options: PatchOptions,
    seed: int,
    seen: Callable[[np.ndarray], Iterable[np.ndarray]],
) -> np.ndarray:
    """Of some pictures the distance of the furthest place, where the other folds alone are remembered.

    They are remembered anew: of a place that is alike in all pictures one alone is remembered, and without
    the picture that it is of none would be left. rows: float32 (n, D), places of all pictures; whose: int64
    (n,), the picture that each is of; seen: float32 (D, h, w) of each of some pictures.
    """
    fold = folds(int(whose.max()) + 1)
    some = np.argsort(fold, kind="stable")[:ALIGNED]
    found: list[float] = []
    for each in np.unique(fold[some]):
        rest = rows[fold[whose] != each]
        kept = rest[coreset(rest, options.remembered(len(rest)), seed)]
        others = replace(memory, places=memory.in_units(kept))
        pictures = seen(some[fold[some] == each])
        found += [float(others.distances(one.reshape(len(one), -1).T).max()) for one in pictures]
    return np.array(found)
