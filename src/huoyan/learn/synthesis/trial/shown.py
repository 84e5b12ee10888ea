"""What the report shows of a trial: read from the run folder, so that a run that goes on has it too."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import FilePicture
from huoyan.images.decoding.colour import Window
from huoyan.learn.ship.shown_pictures import small_picture
from huoyan.learn.synthesis.trial.arms import arms_of, flags_of
from huoyan.learn.synthesis.trial.one_pair import SHOWN, example_name
from huoyan.report.record import ShownClass, ShownTrial
from huoyan.runs.run_folder import RunFolder
from huoyan.runs.trial.outcome import Outcome, read_outcome
from huoyan.runs.trial.said import verdict_told

SIDE = 96


def shown_trial(folder: RunFolder, dataset: Dataset, window: Window | None) -> ShownTrial | None:
    """None where the run made no trial."""
    outcome = read_outcome(folder.synthesis)
    if outcome is None:
        return None
    flags = {arm: flags_of(outcome.model, arm) for arm in arms_of(outcome.model)}
    page = folder.synthesis / "generator" / "report.html"
    return ShownTrial(
        outcome,
        verdict_told(outcome, flags),
        _classes(folder.synthesis / "examples", outcome, dataset, window),
        page.relative_to(folder.path).as_posix() if outcome.kept and page.is_file() else None,
    )


def _classes(
    examples: Path, outcome: Outcome, dataset: Dataset, window: Window | None
) -> tuple[ShownClass, ...]:
    found = []
    train = dataset.split("train")
    for at, name in enumerate(outcome.short):
        if name not in dataset.classes:
            continue
        label = dataset.classes.index(name)
        real = [sample for sample in train.samples if sample.labels[0] == label and not sample.made]
        made = (
            [_example(examples / example_name(at, number), real[0]) for number in range(SHOWN)]
            if real
            else []
        )
        shown = _pictures(made, None)
        if shown:
            found.append(ShownClass(name, shown, _pictures(real[:SHOWN], window)))
    return tuple(found)


def _example(file: Path, like: Sample) -> Sample:
    return Sample(file.name, like.truth, FilePicture(file), embed=like.embed)


def _pictures(samples: list[Sample], window: Window | None) -> tuple[np.ndarray, ...]:
    """As far as they can be shown."""
    found = (small_picture(sample, window, SIDE) for sample in samples)
    return tuple(each.pixels for each in found if each is not None)
