"""What a graph in int8 changes of the task's figure, picture by picture on the same pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.artifact.manifest import Manifest
from huoyan.errors import DataError, EngineError
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.minimum_counts import Lack, of_samples
from huoyan.metrics.paired.difference import LEAST_GROUPS
from huoyan.metrics.paired.paired_figure import PairedFigure
from huoyan.preprocess import Preprocess
from huoyan.quantisation.pictures import Pictures
from huoyan.results import Estimate
from huoyan.runtimes import ENGINES, Precision, Runtime, for_model
from huoyan.runtimes.in_batches import run_in_batches
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.words import Message, counted

_BATCH_BYTES, _BATCH = 4 << 20, 32


@dataclass(frozen=True, slots=True)
class Change:
    """difference: of the figure, in int8 less in float. drop: as much of it as is for the worse, a share."""

    figure: str
    before: float | None
    after: float | None
    difference: Estimate
    drop: float


class Judge:
    """Knows what the float graph answers to the pictures; tells what another changes."""

    def __init__(self, manifest: Manifest, preprocess: Preprocess, graph: bytes, pictures: Pictures) -> None:
        """Raises DataError (data.few) for too few pictures, or such without anything to score."""
        self._manifest, self._preprocess, self.pictures = manifest, preprocess, pictures
        self._groups = Groups.named([sample.group for sample in pictures.dataset.samples])
        if (lack := of_samples(self._groups, LEAST_GROUPS)) is not None:
            raise DataError(_too_few(pictures.dataset.name, lack), code="data.few")
        self.reference = self.answers(graph, precision="fp32")
        self._score = self._scored(self.reference)
        if not self._score.paired():
            raise DataError(Message("int8.no_figure", data=pictures.dataset.name), code="data.few")

    @property
    def task(self) -> Task:
        return self._manifest.task

    def answers(
        self,
        graph: bytes,
        engine: str = "onnxruntime",
        precision: Precision = "int8",
    ) -> dict[str, np.ndarray]:
        """Outputs of the judged pictures. Raises EngineError."""
        names = tuple(self.task.outputs)
        return answered(self.opened(graph, engine, precision), self.pictures.pixels, names)

    def opened(self, graph: bytes, engine: str = "onnxruntime", precision: Precision = "int8") -> Runtime:
        return for_model(ENGINES[engine].open(graph, None, precision), self._manifest, self._preprocess)

    def change(self, outputs: Outputs) -> Change:
        """The worst of the figures that decide: one, or of several quantities one each.

        Answers that cannot be scored, such as infinite ones, are a drop without an end.
        """
        try:
            score = self._scored(outputs)
        except EngineError:
            name = self._score.paired()[0].name
            nothing = Estimate(math.inf, math.inf, math.inf, len(self.pictures))
            return Change(name, None, None, nothing, math.inf)
        each = zip(_deciding(score), _deciding(self._score), strict=True)
        found = [self._of(after, before, score) for after, before in each]
        return max(found, key=lambda change: change.drop)

    def _of(self, after: PairedFigure, before: PairedFigure, score: Score) -> Change:
        apart = after.difference(before, self._groups)
        share = apart.value / before.unit
        drop = share if before.falls else -share
        if before.falls and before.unit == 1:
            # Fewer false alarms on good pictures alone may be as many defects missed.
            drop = abs(share)
        values = (each.metrics.get(after.name) for each in (self._score, score))
        was, now = (None if value is None else value.value for value in values)
        return Change(after.name, was, now, apart, drop)

    def _scored(self, outputs: Outputs) -> Score:
        scorer = self.task.scorer(self.pictures.dataset)
        scorer.add(np.arange(len(self.pictures)), outputs, self.pictures.places)
        return scorer.finish()


def _too_few(data: str, lack: Lack) -> Message:
    if lack.what == "groups":
        groups = counted(lack.found, "group")
        return Message("int8.few_groups", data=data, groups=groups, needed=lack.needed)
    return Message("int8.few", data=data, pictures=counted(lack.found, "picture"), needed=lack.needed)


def _deciding(score: Score) -> Sequence[PairedFigure]:
    """The figure that decides, and the same of other quantities: `mae height`, `mae width`."""
    figures = score.paired()
    kind = figures[0].name.partition(" ")[0]
    return [each for each in figures if each.name.partition(" ")[0] == kind]


def batches(pixels: np.ndarray) -> list[np.ndarray]:
    size = _at_once(pixels)
    return [pixels[at : at + size] for at in range(0, len(pixels), size)]


def _at_once(pixels: np.ndarray) -> int:
    """So many pictures that an engine is busy and memory is not."""
    return max(1, min(_BATCH, _BATCH_BYTES // max(1, int(pixels[0].nbytes))))


def answered(runtime: Runtime, pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    return run_in_batches(runtime, pixels, names, _at_once(pixels))
