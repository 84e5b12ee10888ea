"""A small CNN that learns the classes of the training part, and never sees a made picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from huoyan.learn.build import Built, build_training
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fit.failures import coded_failures
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.fit.trainer import fit
from huoyan.learn.generate.run.decided import Decided
from huoyan.learn.generate.run.real_pictures import RealPictures
from huoyan.learn.networks.cnn import Cnn
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import Plan, plan
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder

# Training pictures, and validation pictures which tell how well it knows them, below which none is learnt.
LEAST, LEAST_OTHERS = 100, 50
# Of the time of a run, at most, and seconds: at most, and a training picture.
SHARE, MOST_S, S_EACH = 0.1, 60.0, 0.1
# Where epochs decide: pictures of 32 x 32 values that it sees in all, and epochs at most.
SEEN, MOST_EPOCHS = 60_000, 100.0
# Of the training pictures of a class those by which the best epoch is chosen, where there are a few.
HELD, LEAST_OF_CLASS = 0.1, 3
# Training pictures that are learnt from at most: they are copied.
MOST_TRAINING = 60_000
# Of validation pictures those that tell how well it knows the classes.
MOST_OTHERS = 2000
BATCH = 128


@dataclass(frozen=True, slots=True, eq=False)
class ClassNetwork:
    """built: in evaluation mode. n_training: pictures that it learnt from. right, n: of real pictures that it
    did not learn from, int64 (classes,)."""

    built: Built
    classes: tuple[str, ...]
    n_training: int
    right: np.ndarray
    n: np.ndarray

    @property
    def name(self) -> str:
        return self.built.recipe.model

    @property
    def balanced_accuracy(self) -> float:
        """Of the classes of which there were such pictures."""
        there = self.n > 0
        return float((self.right[there] / self.n[there]).mean())

    def features(self, pixels: np.ndarray) -> np.ndarray:
        """What its last layer sees of uint8 (N, H, W, C), float32 (N, D)."""
        return np.concatenate([seen.numpy() for seen, _ in self._seen(pixels)])

    def answers(self, pixels: np.ndarray) -> np.ndarray:
        """The class that it takes each picture for, int64 (N,)."""
        return np.concatenate([logits.argmax(1).numpy() for _, logits in self._seen(pixels)])

    @torch.inference_mode()
    def _seen(self, pixels: np.ndarray) -> Iterator[tuple[Tensor, Tensor]]:
        network, inner = self.built.network, self.built.network.network
        assert isinstance(inner, Cnn)
        for at in range(0, len(pixels), BATCH):
            part = torch.from_numpy(np.array(pixels[at : at + BATCH])).to(self.built.device)
            seen = inner.features(network.normalised(part))
            yield seen.cpu(), inner.classifier(seen).cpu()


def learn_classes(
    real: RealPictures, settled: Decided, seen: Look, folder: RunFolder | None = None
) -> ClassNetwork | None:
    """None where the pictures are of one class, or too few; seen: a look at those of training.

    Where epochs decide how long a run takes, the same for the same seed. What was learnt lies with the
    checkpoints of `folder`, and is taken up from there. Raises TrainingError where it cannot be learnt.
    """
    n, counts = len(real.train.pixels), real.train.dataset.counts().values()
    if len(counts) < 2 or n < LEAST or not min(counts) or len(real.val.pixels) < LEAST_OTHERS:
        return None
    planned = _plan(settled, seen)
    held, learnt = _parted(real.train_classes, planned.recipe.seed)
    built = build_training(
        planned, real.train.dataset.take(learnt), pixels=real.train.pixels, budget_s=_budget(settled, n)
    )
    keeper = Keeper(None if folder is None else folder.class_checkpoints)
    train, val = (_part(real, rows, built.device) for rows in (learnt, held))
    with coded_failures(ALONE):
        fitted = fit(built.learner, train, val, built.settings, Surroundings(built.device, keeper=keeper))
    built.network.load_state_dict(fitted.state)
    built.network.eval()
    return _scored(built, real, len(learnt))


def _plan(settled: Decided, seen: Look) -> Plan:
    """The usual training of such pictures, of a network whose last layer sees no places but what is there."""
    shared, size = settled.asked.recipe, settled.preprocess.height
    threads = shared.threads or 1
    recipe = (
        Recipe()
        .settled("classify")
        .with_choices(
            model="cnn", options={"head": "avg"}, size=size, fit=shared.fit, colour=shared.colour,
            window=shared.window, seed=shared.seed, device=shared.device, threads=threads,
            epochs=_epochs(settled, seen.n), beside=("none",),
        )
    )  # fmt: skip
    return plan(recipe, seen, name="", machine=Machine(False, threads, threads))


def _epochs(settled: Decided, n: int) -> float:
    """No more than the generator has, whose pictures cost many times as much."""
    values = settled.preprocess.height**2 / 32**2
    return min(settled.asked.recipe.epochs or MOST_EPOCHS, MOST_EPOCHS, max(1.0, SEEN / (values * n)))


def _budget(settled: Decided, n: int) -> float | None:
    recipe = settled.asked.recipe
    if recipe.epochs or recipe.minutes is None:
        return None
    return min(MOST_S, SHARE * recipe.minutes * 60, S_EACH * n)


def _parted(classes: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the pictures by which the best epoch is chosen, and of those that are learnt from."""
    drawn = np.random.default_rng(seed).permutation(len(classes))
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    for name in np.unique(classes):
        members = drawn[classes[drawn] == name]
        most = max(1, MOST_TRAINING * len(members) // len(classes))
        n = max(1, round(HELD * len(members))) if len(members) >= LEAST_OF_CLASS else 0
        parts.append((members[:n], members[n:][:most]))
    held, learnt = zip(*parts, strict=True)
    return np.concatenate(held), np.sort(np.concatenate(learnt))


def _part(real: RealPictures, rows: np.ndarray, device: torch.device) -> Part:
    """Of the training pictures those of these numbers."""
    return Part(ArrayFeed.of(real.train.pixels[rows], device), torch.from_numpy(real.train_classes[rows]))


def _scored(built: Built, real: RealPictures, learnt: int) -> ClassNetwork:
    """With its answers for pictures of validation, which it has not learnt from."""
    pixels, classes = real.part("val")
    chosen = np.random.default_rng(built.recipe.seed).permutation(len(pixels))[:MOST_OTHERS]
    names = real.val.dataset.classes
    knows = ClassNetwork(built, names, learnt, *np.zeros((2, len(names)), np.int64))
    right = knows.answers(pixels[chosen]) == classes[chosen]
    return replace(
        knows,
        right=np.bincount(classes[chosen][right], minlength=len(names)),
        n=np.bincount(classes[chosen], minlength=len(names)),
    )
