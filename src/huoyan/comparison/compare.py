"""Models compared: what each scores on the same pictures and costs, and which differ by more than chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.bench import Speed, in_turns, tested
from huoyan.data.dataset import Dataset
from huoyan.data.sample.kind import Medium
from huoyan.errors import DataError, UsageError
from huoyan.evaluate import Evaluation, evaluate
from huoyan.held_out import Scored
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.minimum_counts import of_samples
from huoyan.metrics.paired.chance import holm
from huoyan.metrics.paired.difference import LEAST_GROUPS
from huoyan.metrics.paired.paired_figure import PairedFigure
from huoyan.predict import Predictor
from huoyan.results import Estimate
from huoyan.tasks import name_of
from huoyan.text import nfc
from huoyan.words import Listed, Message

Figures = Mapping[str, PairedFigure]
LEVEL = 0.05  # of a chance below which two models are said to differ
SECONDS = 0.3  # of timed calls for each model


@dataclass(frozen=True, slots=True)
class Compared:
    """One model: its score on the common pictures, and what it costs. `bytes`: of its graph."""

    name: str
    evaluation: Evaluation
    network: str
    parameters: int
    bytes: int
    speed: Speed

    def to_json(self) -> dict[str, Any]:
        score = self.evaluation.score
        return {
            "run": self.name,
            "network": self.network,
            "parameters": self.parameters,
            "bytes": self.bytes,
            "engine": self.speed.engine,
            "precision": self.speed.precision,
            "threads": self.speed.threads,
            "milliseconds": round(self.speed.milliseconds, 4),
            "metrics": {name: each.to_json() for name, each in score.metrics.items()},
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models, picture by picture. differences: of each figure, the first less the second.

    p: how often chance would set equal models so far apart; adjusted: the same among all pairs (Holm 1979).
    alone: on how many pictures only the first and only the second is right; None where no answer is right or
    wrong. better: the name of the better one, "" where chance may be all.
    """

    first: str
    second: str
    differences: Mapping[str, Estimate]
    p: float
    adjusted: float
    alone: tuple[int, int] | None
    better: str = ""

    def to_json(self) -> dict[str, Any]:
        alone = (
            {} if self.alone is None else dict(zip(("only_first", "only_second"), self.alone, strict=True))
        )
        return {
            "first": self.first,
            "second": self.second,
            "differences": {name: each.to_json() for name, each in self.differences.items()},
            **alone,
            "p": self.p,
            "p_holm": self.adjusted,
            "better": self.better or None,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models on the same pictures of one part of `data`. `figure` decides; `falls`: less of it is better.

    headlines: the figures that are told first. The runs are in the order given, the pairs in that of
    `itertools.combinations`.
    """

    data: str
    split: str
    figure: str
    falls: bool
    headlines: tuple[str, ...]
    runs: tuple[Compared, ...]
    pairs: tuple[Pair, ...]

    @property
    def n(self) -> int:
        return self.runs[0].evaluation.score.n

    @property
    def medium(self) -> Medium:
        moving = any(sample.clip is not None for sample in self.runs[0].evaluation.samples)
        return "clips" if moving else "pictures"

    @property
    def groups(self) -> int | None:
        return self.runs[0].evaluation.score.groups

    def to_json(self) -> dict[str, Any]:
        grouped = {} if self.groups is None else {"groups": self.groups}
        return {
            "data": self.data,
            "split": self.split,
            "n": self.n,
            **grouped,
            "failed": len(self.runs[0].evaluation.broken),
            "figure": self.figure,
            "runs": [each.to_json() for each in self.runs],
            "pairs": [each.to_json() for each in self.pairs],
        }


def check_comparable(models: Mapping[str, Artifact]) -> None:
    """Raises UsageError (usage.compare) for models of different tasks, or of different labels."""
    (first, one), *others = models.items()
    for name, other in others:
        tasks = name_of(one.manifest.task), name_of(other.manifest.task)
        if len(set(tasks)) > 1:
            said = Message("compare.other_task", first=first, task=tasks[0], second=name, other=tasks[1])
            raise UsageError(said, code="usage.compare")
        ours, theirs = (set(map(nfc, each.manifest.labels)) for each in (one, other))
        if ours != theirs:
            only = Listed(sorted(ours ^ theirs))
            said = Message("compare.other_labels", first=first, second=name, only=only)
            raise UsageError(said, code="usage.compare")


def compare(
    models: Mapping[str, Predictor],
    scored: Scored,
    *,
    seconds: float = SECONDS,
    progress: Callable[[int], None] | None = None,
    known: Mapping[str, Evaluation] | None = None,
) -> Comparison:
    """Scores each model on the same pictures and sets every two side by side.

    `models` by their names, of one task and the same labels (`check_comparable`); `progress` is told how many
    pictures are done, over all models; `known`: scores of some of them on these very pictures. Raises
    DataError as `evaluate`, and data.few for too few pictures.
    """
    evaluations, dataset = _on_the_same(models, scored, progress, known or {})
    groups = Groups.named([sample.group for sample in dataset.samples])
    if (lack := of_samples(groups, LEAST_GROUPS)) is not None:
        raise DataError(Message("compare.few", data=dataset.name, lack=lack.message), code="data.few")
    answers = {
        name: {figure.name: figure for figure in each.score.paired()} for name, each in evaluations.items()
    }
    main = next(each for figures in answers.values() for each in figures.values())
    speeds = in_turns([(each.runtime, _picture(each)) for each in models.values()], seconds)
    runs = tuple(
        Compared(
            name,
            evaluations[name],
            model.artifact.manifest.network.name,
            model.artifact.manifest.network.parameters,
            model.artifact.onnx.stat().st_size,
            speed,
        )
        for (name, model), speed in zip(models.items(), speeds, strict=True)
    )
    pairs = _pairs(answers, main, groups)
    headlines = next(iter(models.values())).task.headlines
    return Comparison(dataset.name, scored.split, main.name, main.falls, headlines, runs, pairs)


def _on_the_same(
    models: Mapping[str, Predictor],
    scored: Scored,
    progress: Callable[[int], None] | None,
    known: Mapping[str, Evaluation],
) -> tuple[dict[str, Evaluation], Dataset]:
    """A score of each on the pictures that every one could read, and these."""
    dataset, done = scored.dataset, 0
    evaluations: dict[str, Evaluation] = {}
    for name, model in models.items():
        tell = None if progress is None else lambda n, before=done: progress(before + n)
        again = known.get(name)
        evaluations[name] = again or evaluate(model, dataset, split=scored.split, progress=tell)
        done += len(dataset)
    bad = {id(broken.sample): broken for each in evaluations.values() for broken in each.broken}
    read = dataset.keep(lambda sample: id(sample) not in bad)
    for name, each in evaluations.items():
        if len(each.broken) < len(bad):
            fewer = evaluate(models[name], read, split=scored.split)
            evaluations[name] = replace(fewer, broken=tuple(bad.values()))
    return evaluations, read


def _pairs(answers: Mapping[str, Figures], main: PairedFigure, groups: Groups) -> tuple[Pair, ...]:
    pairs = [_pair(names, answers, main.name, groups) for names in combinations(answers, 2)]
    adjusted = holm([pair.p for pair in pairs])
    return tuple(
        replace(pair, adjusted=p, better=_better(pair, main, p))
        for pair, p in zip(pairs, adjusted, strict=True)
    )


def _pair(names: tuple[str, str], answers: Mapping[str, Figures], main: str, groups: Groups) -> Pair:
    """The same with the chance of this pair alone."""
    first, second = (answers[name] for name in names)
    differences = {name: first[name].difference(second[name], groups) for name in first}
    rights = (first[name].only_right(second[name]) for name in first)
    p = first[main].chance(second[main], groups)
    return Pair(*names, differences, p, p, next((each for each in rights if each is not None), None))


def _better(pair: Pair, main: PairedFigure, adjusted: float) -> str:
    """Test and interval must agree: at the border one of them may say what the other does not."""
    found = pair.differences[main.name]
    if adjusted >= LEVEL or found.low <= 0 <= found.high:
        return ""
    return pair.first if (found.value > 0) != main.falls else pair.second


def _picture(model: Predictor) -> np.ndarray:
    """One picture or clip of the self-test, as a batch."""
    return tested(model.artifact)[:1]
