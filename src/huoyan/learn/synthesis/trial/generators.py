"""The generators of a trial: one a pair, and one for the run where made pictures are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from huoyan.data.dataset import Dataset
from huoyan.generator.manifest import FOLDER, MANIFEST
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Listener
from huoyan.runs.generation import generation_from
from huoyan.runs.generation.generation_file import FILE

MINUTES = 3.0


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
            real_of(data),
            out=folder,
            asked=None if resume else asked,
            listen=listen,
            resume=resume,
            command="huoyan train --synthesise auto",
        )
        return run.stopped != "interrupted"

    return learnt


def real_of(data: Dataset) -> Dataset:
    """What a generator may see: real pictures of training and validation."""
    return replace(
        data, samples=tuple([s for s in data.samples if s.split in ("train", "val") and not s.made])
    )
