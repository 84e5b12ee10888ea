"""The generators of a trial: one a pair, and one for the run where made pictures are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.generator.manifest import FOLDER, MANIFEST
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Listener
from huoyan.runs.generation import generation_from
from huoyan.runs.generation.generation_file import FILE

MINUTES = 3.0
# Of a class so many times the pictures of the smallest at most: a class that is in one batch of ten is
# hardly learnt in minutes.
MOST = 10


def learn_generator_for(plan: Plan, minutes: float) -> Callable[[Dataset, Path, int, Listener], bool]:
    """What learns one in so many minutes, on the machine as the plan has it. One that is there is taken as it
    is, one that was cut off goes on."""

    def learnt(data: Dataset, folder: Path, seed: int, listen: Listener) -> bool:
        if (folder / FOLDER / MANIFEST).is_file() and (folder / "report.html").is_file():
            return True
        from huoyan.learn.generate.run.train import train_generator  # which imports PyTorch

        recipe = plan.recipe
        asked = generation_from(
            {
                "minutes": minutes,
                "seed": seed,
                "threads": recipe.threads,
                "device": recipe.device,
                "max_broken": recipe.max_broken,
            }
        )
        folder.parent.mkdir(parents=True, exist_ok=True)
        resume = (folder / FILE).is_file()  # then by what it began with
        run = train_generator(
            shown_to_generator(data, seed),
            out=folder,
            asked=None if resume else asked,
            listen=listen,
            resume=resume,
            command="huoyan train --synthesise auto",
        )
        return run.stopped != "interrupted"

    return learnt


def shown_to_generator(data: Dataset, seed: int) -> Dataset:
    """Real pictures of training and validation; of classes with very many, some are drawn for training."""
    targets, rng = data.targets(), np.random.default_rng(seed)
    real = np.array([not sample.made for sample in data.samples], bool)
    split = np.array([sample.split or "" for sample in data.samples])
    counts = np.bincount(targets[real & (split == "train")])
    most = MOST * int(counts[counts > 0].min())
    kept = real & (split == "val")
    for label in np.flatnonzero(counts):
        rows = np.flatnonzero(real & (split == "train") & (targets == label))
        kept[rng.permutation(rows)[:most]] = True
    return data.take(np.flatnonzero(kept))
