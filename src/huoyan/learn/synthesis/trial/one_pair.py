"""A pair of a fold and a seed: a generator that sees what the fold learns from, and every arm once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.dataset import Dataset
from huoyan.learn.feed.pictures import Pictures, load_pictures
from huoyan.learn.fit.aside import Aside
from huoyan.learn.job import Job
from huoyan.learn.plan.plan import Plan
from huoyan.learn.synthesis.made_samples import with_made_pictures
from huoyan.learn.synthesis.trial.arms import arms_of, plan_of
from huoyan.learn.synthesis.trial.divisions import Division
from huoyan.learn.synthesis.trial.one_training import trained
from huoyan.runs.trial.arm_score import ArmScore
from huoyan.runs.trial.verdict import GAN
from huoyan.words import Message

# Made pictures of a class that are kept for the report.
SHOWN = 8

# Learns a generator from data into a folder by a seed; False where Ctrl-C ended it.
LearnGenerator = Callable[[Dataset, Path, int, Aside], bool]


@dataclass(frozen=True, slots=True)
class Bench:
    """What all pairs have in common. contents: sha256 by source; over: whether Ctrl-C came; left: a text for
    the bar of how long it still takes."""

    job: Job
    plan: Plan
    short: tuple[str, ...]
    folder: Path
    contents: Mapping[str, str]
    learn_generator: LearnGenerator
    aside: Aside
    over: Callable[[], bool]
    left: Callable[[], Message]

    @property
    def arms(self) -> tuple[str, ...]:
        return tuple(arms_of(self.plan.recipe.model))

    @property
    def examples(self) -> Path:
        """Where some of the pictures lie that were made last."""
        return self.folder / "examples"

    def begin(self, division: Division, key: str, **values: object) -> None:
        left, pair = self.left(), division.pair + 1
        self.aside.begin(Message(f"trial.phase_{key}", pair=pair, left=left, **values))


def scores_of_pair(bench: Bench, division: Division, done: Collection[str]) -> Iterator[ArmScore]:
    """Of each arm that is not `done`, as it is scored; what it leaves on the disk is gone then. It ends early
    where Ctrl-C came."""
    folder = bench.folder / f"pair{division.pair + 1:02}"
    answered = load_pictures(division.answered, bench.plan.preprocess)
    for arm in bench.arms:
        if arm in done:
            continue
        score = _score(bench, division, arm, answered, folder)
        if score is None:
            return
        yield score
    shutil.rmtree(folder, ignore_errors=True)


def _score(bench: Bench, division: Division, arm: str, answered: Pictures, folder: Path) -> ArmScore | None:
    taught, generator_s = division.taught, 0.0
    if arm == GAN:
        began = time.perf_counter()
        bench.begin(division, "generator")
        if bench.over() or not bench.learn_generator(
            taught, folder / "generator", division.seed, bench.aside
        ):
            return None
        generator_s = time.perf_counter() - began
        taught = _with_made(bench, taught, folder, division.seed)
    real, made = len(division.taught.split("train")), len(taught) - len(division.taught)
    plan = plan_of(bench.plan, arm, division.seed, real=real, made=made)
    bench.begin(division, "arm", arm=Message(f"trial.arm_{arm}"))
    found = trained(bench.job, taught, plan, answered, folder / arm, bench.aside, bench.over)
    if found is None:
        return None
    return ArmScore(
        division.pair,
        arm,
        division.seed,
        len(division.taught),
        made,
        len(answered.dataset),
        found.steps,
        found.balanced_accuracy,
        {name: found.recall[name] for name in bench.short if name in found.recall},
        found.seconds,
        generator_s,
    )


def _with_made(bench: Bench, taught: Dataset, folder: Path, seed: int) -> Dataset:
    found = with_made_pictures(
        taught,
        folder / "generator",
        folder / "made",
        contents=[bench.contents[sample.source] for sample in taught.samples],
        together=bench.job.together,
        seed=seed,
        warn=lambda said: None,
        tell=lambda event: None,
    )
    keep_examples(found, bench.short, bench.examples)
    return found


def keep_examples(data: Dataset, short: tuple[str, ...], folder: Path) -> None:
    """Copies some of the made pictures of each short class, in place of those of an earlier pair."""
    folder.mkdir(parents=True, exist_ok=True)
    for at, name in enumerate(short):
        label = data.classes.index(name)
        made = [sample for sample in data.samples if sample.made and sample.labels[0] == label]
        for number, sample in enumerate(made[:SHOWN]):
            if sample.path is not None:
                shutil.copyfile(sample.path, folder / example_name(at, number))


def example_name(short: int, number: int) -> str:
    """By the place of the class among the short ones: a class may be called what no file can."""
    return f"{short}-{number}.png"
