"""A model scored on labelled pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.prepare import prepare, prepared_together
from huoyan.data.sample.broken import Broken
from huoyan.errors import DataError
from huoyan.predict import Predictor
from huoyan.runtimes.feeding import Chunk, Seconds
from huoyan.tasks.base import Score
from huoyan.words import Message


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a model scored on one part of a data set.

    `samples` are those that could be read, in the order of the score's rows; `broken` are the others.
    `seconds`: total; decode, summed over threads; inference.
    """

    split: str
    score: Score
    samples: tuple[Sample, ...]
    broken: tuple[Broken, ...]
    seconds: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """What metrics.json holds."""
        return {
            "split": self.split,
            **self.score.to_json(),
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "failed": len(self.broken),
        }


def evaluate(
    predictor: Predictor,
    dataset: Dataset,
    *,
    split: str = "test",
    batch: int | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Scores a model on every sample of `dataset`; `split` is only the name of this part.

    Classes are matched by name, so their order may differ, and the model may know more of them.
    `progress` is told how many samples are done. Raises DataError: data.labels (a class that the
    model does not know), data.kind (truths of another kind), data.empty (nothing to score), data.unreadable
    (no picture of all could be read).
    """
    _check_medium(predictor, dataset)
    started, seconds = time.perf_counter(), Seconds()
    scorer = predictor.task.scorer(dataset)
    done, broken = 0, list[Broken]()
    for chunk in _chunks(predictor, dataset, batch, workers, seconds):
        samples = dataset.samples[done : done + len(chunk.failures)]
        broken += [Broken(s, why) for s, why in zip(samples, chunk.failures, strict=True) if why is not None]
        rows = done + np.flatnonzero([why is None for why in chunk.failures])
        if len(rows):
            scorer.add(rows, chunk.outputs, chunk.places)
        done += len(chunk.failures)
        if progress is not None:
            progress(done)
    if len(broken) == len(dataset):
        raise _unreadable(dataset, broken[0])
    bad = {id(each.sample) for each in broken}
    kept = tuple(s for s in dataset.samples if id(s) not in bad) if bad else dataset.samples
    score = scorer.finish()
    spent = {"total": time.perf_counter() - started, "decode": seconds.decode, "inference": seconds.inference}
    return Evaluation(split, score, kept, tuple(broken), spent)


def _chunks(
    predictor: Predictor, dataset: Dataset, batch: int | None, workers: int | None, seconds: Seconds
) -> Iterator[Chunk]:
    if predictor.clips is not None:
        return predictor.clips.chunks(dataset.samples, workers=workers, seconds=seconds)
    shapes = {None if sample.pixels is None else sample.pixels.shape for sample in dataset.samples}
    if len(shapes) == 1 and None not in shapes and predictor.preprocess.ready(_pixels(dataset.samples[0])):
        return _in_memory(predictor, dataset, batch or predictor.good_batch(), seconds)
    pictures = (partial(prepare, sample, predictor.preprocess) for sample in dataset.samples)
    return predictor.chunks(pictures, batch=batch, workers=workers, seconds=seconds)


def _check_medium(predictor: Predictor, dataset: Dataset) -> None:
    medium = predictor.task.medium
    if len(dataset) and dataset.medium != medium:
        ours, theirs = Message(f"medium.{medium}"), Message(f"medium.{dataset.medium}")
        raise DataError(
            Message("score.other_medium", data=dataset.name, ours=ours, theirs=theirs), code="data.kind"
        )


def _in_memory(predictor: Predictor, dataset: Dataset, batch: int, seconds: Seconds) -> Iterator[Chunk]:
    """Pictures in memory that the network takes as they are: batched without a step for each of them."""
    for at in range(0, len(dataset), batch):
        began = time.perf_counter()
        part = replace(dataset, samples=dataset.samples[at : at + batch])
        ready = prepared_together(part, predictor.preprocess)
        assert ready is not None  # _chunks looked at every shape
        pixels, places = ready
        between = time.perf_counter()
        outputs = predictor.runtime.run(pixels)
        seconds.decode += between - began
        seconds.inference += time.perf_counter() - between
        yield Chunk((None,) * len(pixels), outputs, tuple(places))


def _pixels(sample: Sample) -> np.ndarray:
    assert sample.pixels is not None
    return sample.pixels


def _unreadable(dataset: Dataset, first: Broken) -> DataError:
    return DataError(
        Message(
            "score.unreadable",
            n=len(dataset),
            data=dataset.name,
            source=first.sample.source,
            reason=first.failure.message,
        ),
        code="data.unreadable",
    )
