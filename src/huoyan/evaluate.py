"""A model scored on labelled pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from huoyan.data.arrays import stacked
from huoyan.data.classes import nearest
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.say import Say, count, some
from huoyan.errors import DataError
from huoyan.images.files import read_bytes
from huoyan.metrics.summary import Summary
from huoyan.predict import Predictor
from huoyan.results import Failure
from huoyan.runtimes.feeding import Seconds
from huoyan.text import nfc

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a model scored on one part of a data set.

    `samples` are those that could be read, row by row those of `probabilities` (n, classes) and
    `targets`: indices of the model's labels (n,), or 0/1 (n, classes) for multi-label. `failures`
    are the others. `seconds`: total; decode, summed over threads; inference.
    """

    split: str
    summary: Summary
    probabilities: np.ndarray
    targets: np.ndarray
    samples: tuple[Sample, ...]
    failures: tuple[tuple[Sample, Failure], ...]
    seconds: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """What metrics.json holds."""
        summary = self.summary.to_json()
        return {
            "split": self.split,
            **{key: value for key, value in summary.items() if key != "confusion"},
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "failed": len(self.failures),
        }


def evaluate(
    predictor: Predictor,
    dataset: Dataset,
    *,
    split: str = "test",
    batch: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Scores a model on every sample of `dataset`; `split` is only the name of this part.

    Classes are matched by name, so their order may differ, and the model may know more of them.
    `progress` is told how many samples are done. Raises DataError: data.labels (a class that the
    model does not know), data.multilabel, data.empty (nothing to score), data.unreadable (no
    picture of all could be read).
    """
    started = time.perf_counter()
    seconds = Seconds()
    targets = _targets(predictor, dataset)
    batch = batch or predictor.good_batch()
    if _is_ready(predictor, dataset):
        runs = _run_arrays(predictor, dataset, batch, seconds)
    else:
        pictures = (partial(_load, predictor, sample) for sample in dataset.samples)
        runs = predictor.logits(pictures, batch=batch, workers=workers, seconds=seconds)
    failures, logits = _collect(runs, progress)
    kept = np.array([index for index, failure in enumerate(failures) if failure is None], dtype=np.int64)
    broken = tuple((sample, x) for sample, x in zip(dataset.samples, failures, strict=True) if x is not None)
    if not len(kept):
        raise _unreadable(dataset, broken)
    probabilities = predictor.task.probabilities(logits)
    samples = tuple(dataset.samples[index] for index in kept) if broken else dataset.samples
    groups = [sample.group for sample in samples]
    summary = predictor.task.score(probabilities, targets[kept], groups=groups)
    return Evaluation(
        split,
        summary,
        probabilities,
        targets[kept],
        samples,
        broken,
        {
            "total": time.perf_counter() - started,
            "decode": seconds.decode,
            "inference": seconds.inference,
        },
    )


_Run = tuple[tuple[Failure | None, ...], np.ndarray]


def _run_arrays(predictor: Predictor, dataset: Dataset, batch: int, seconds: Seconds) -> Iterator[_Run]:
    """Pictures in memory that the network takes as they are: batched without a step for each of them."""
    output = predictor.artifact.manifest.outputs[0]
    for at in range(0, len(dataset), batch):
        began = time.perf_counter()
        pixels = stacked(replace(dataset, samples=dataset.samples[at : at + batch]))
        assert pixels is not None  # _is_ready looked at every shape
        between = time.perf_counter()
        logits = predictor.runtime.run(pixels[..., None] if pixels.ndim == 3 else pixels)[output]
        seconds.decode += between - began
        seconds.inference += time.perf_counter() - between
        yield (None,) * len(pixels), logits


def _is_ready(predictor: Predictor, dataset: Dataset) -> bool:
    shapes = {None if sample.pixels is None else sample.pixels.shape for sample in dataset.samples}
    if len(shapes) != 1 or None in shapes:
        return False
    shape = shapes.pop()
    assert shape is not None
    return predictor.preprocess.keeps(shape[0], shape[1], shape[2] if len(shape) == 3 else 1)


def _load(predictor: Predictor, sample: Sample) -> np.ndarray:
    if sample.path is not None:
        return predictor.preprocess.read(
            read_bytes(sample.path, sample.limits), sample.source, sample.limits
        )[0]
    assert sample.pixels is not None
    return predictor.prepare_pixels(sample.pixels)


def _collect(runs: Iterator[_Run], progress: Progress | None) -> tuple[list[Failure | None], np.ndarray]:
    failures: list[Failure | None] = []
    parts = []
    for failed, logits in runs:
        failures += failed
        parts.append(logits)
        if progress is not None:
            progress(len(failures))
    return failures, np.concatenate(parts)


def _targets(predictor: Predictor, dataset: Dataset) -> np.ndarray:
    """The truth in the order of the model's labels."""
    if not len(dataset):
        raise DataError(f"{dataset.name} has no samples to score.", code="data.empty")
    multilabel = predictor.artifact.manifest.multilabel
    if dataset.multilabel != multilabel:
        kinds = {True: "any number of labels a picture", False: "one label a picture"}
        raise DataError(
            f"{dataset.name} has {kinds[dataset.multilabel]}; the model was trained on {kinds[multilabel]}. "
            "Use data of the same kind (of a table, --labels-per-picture says it), or train on this data.",
            code="data.multilabel",
        )
    places = _places(predictor.labels, dataset)
    targets = dataset.targets()
    if not multilabel:
        return np.asarray(places[targets])
    matrix = np.zeros((len(targets), len(predictor.labels)), np.float32)
    matrix[:, places] = targets
    return matrix


def _places(labels: tuple[str, ...], dataset: Dataset) -> np.ndarray:
    """For each class of the data its index among the model's labels."""
    # A model of data that were read before names were composed may hold both forms of one name.
    index = {nfc(label): place for place, label in enumerate(labels)}
    index |= {label: place for place, label in enumerate(labels)}
    unknown = [name for name in dataset.classes if nfc(name) not in index and name not in index]
    if unknown:
        known = ", ".join(labels[:20]) + (" ..." if len(labels) > 20 else "")
        raise DataError(
            f"{dataset.name} has {count(len(unknown), 'class')} that the model does not know: "
            f"{', '.join(_named(name, labels) for name in unknown[:20])}. It knows: {known}. Rename or "
            "remove these classes, or train on this data.",
            code="data.labels",
        )
    return np.array([index.get(name, index.get(nfc(name))) for name in dataset.classes], dtype=np.int64)


def tell_unshown(labels: tuple[str, ...], dataset: Dataset, say: Say) -> None:
    """Classes of a model that no picture of the data has: a table may merely lack their columns."""
    shown = {nfc(name) for name, n in dataset.counts().items() if n}
    missing = [label for label in labels if nfc(label) not in shown]
    if missing and dataset.multilabel:
        say(
            f"warning: no picture of {dataset.name} has {some(missing)}, which the model knows: wherever it "
            "gives such a label, that counts as wrong. If nobody looked for it, these scores say nothing."
        )
    elif missing:
        say(
            f"note: no picture of {dataset.name} shows {some(missing)}, which the model knows: the scores "
            "are those of the other classes."
        )


def _named(name: str, labels: tuple[str, ...]) -> str:
    near = nearest(name, labels)
    return f"{name} (near: {near})" if near else name


def _unreadable(dataset: Dataset, broken: tuple[tuple[Sample, Failure], ...]) -> DataError:
    sample, failure = broken[0]
    return DataError(
        f"None of the {len(dataset)} pictures of {dataset.name} could be read; the first, {sample.source}: "
        f"{failure.message}",
        code="data.unreadable",
    )
