"""How well the weights of a file do, as their card says they are used, on labelled photos."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.prepare import prepare
from huoyan.data.say import Say
from huoyan.errors import DataError, ImageError, UsageError
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.weights.class_indices import class_indices
from huoyan.learn.weights.ready_network import ReadyNetwork, ready_network
from huoyan.metrics.intervals.proportions import wilson
from huoyan.results import Estimate, Failure
from huoyan.runs.weight_cards.card import Card
from huoyan.runs.weight_cards.known_cards import card_for
from huoyan.words import Message, note

BATCH = 20
TOP = 5


@dataclass(frozen=True, slots=True)
class WeightsScore:
    """Photos whose class is the first answer, and among the first five, of all that could be read."""

    file: str
    network: str
    accuracy: Estimate
    top5: Estimate | None
    broken: tuple[tuple[str, Failure], ...]
    seconds: float

    @property
    def right(self) -> int:
        return round(self.accuracy.value * self.accuracy.n)

    def to_json(self) -> dict[str, Any]:
        figures = {"accuracy": self.accuracy} | ({} if self.top5 is None else {"top5": self.top5})
        return {
            "file": self.file,
            "network": self.network,
            "n": self.accuracy.n,
            "metrics": {name: each.to_json() for name, each in figures.items()},
            "broken": [{"source": source, **failure.to_json()} for source, failure in self.broken],
            "seconds": round(self.seconds, 3),
        }


@own_settings()
def score_weights(
    file: Path,
    photos: Dataset,
    card: Path | None = None,
    *,
    say: Say = lambda remark: None,
    progress: Callable[[int], None] | None = None,
) -> WeightsScore:
    """Scores the classes that the network itself knows; nothing is trained.

    Raises UsageError (usage.card without a card, usage.labels), NetworkError, EngineError, DataError.
    """
    began = time.perf_counter()
    known = known_card(file, card)
    network = ready_network(file, known)
    indices = np.array(class_indices(known.output, network.classes, photos.classes))
    say(note("weights.may_know_photos", data=Message("weights.of_data", name=known.source.trained_on)
        if known.source.trained_on else Message("weights.of_unknown_data")))  # fmt: skip
    ranks, broken = _ranks(network, photos, indices, progress)
    if not len(ranks):
        raise DataError(Message("weights.no_photos", data=photos.name), code="data.empty")
    n = len(ranks)
    top5 = wilson(int((ranks < TOP).sum()), n) if network.classes > TOP else None
    accuracy = wilson(int((ranks == 0).sum()), n)
    return WeightsScore(str(file), known.model, accuracy, top5, broken, time.perf_counter() - began)


def known_card(file: Path, card: Path | None) -> Card:
    """The card of the file. Raises UsageError (usage.card) where there is none."""
    known = card_for(file, card)
    if known is None:
        raise UsageError(Message("card.none", file=file), code="usage.card")
    return known


def _ranks(
    network: ReadyNetwork, photos: Dataset, indices: np.ndarray, progress: Callable[[int], None] | None
) -> tuple[np.ndarray, tuple[tuple[str, Failure], ...]]:
    """At which place of the answer the class of each readable photo stands, from 0; and what is broken."""
    broken: list[tuple[str, Failure]] = []
    found: list[int] = []
    for pictures, truths in _batches(network, photos, broken):
        logits = network.logits(pictures)
        found += ranks_of(logits, indices[truths]).tolist()
        if progress is not None:
            progress(len(found) + len(broken))
    return np.array(found, np.int64), tuple(broken)


def ranks_of(logits: np.ndarray, truths: np.ndarray) -> np.ndarray:
    """Place of the true class, int64 (N,), from 0; the last one where values are not finite.

    Among equals the first class is the answer, as everywhere: a network that says nothing is seldom right.
    """
    order = np.argsort(-logits, axis=1, kind="stable")
    places = (order == truths[:, None]).argmax(axis=1)
    return np.asarray(np.where(np.isfinite(logits).all(axis=1), places, logits.shape[1] - 1))


def _batches(
    network: ReadyNetwork, photos: Dataset, broken: list[tuple[str, Failure]]
) -> Iterator[tuple[np.ndarray, Sequence[int]]]:
    """uint8 (N, height, width, channels) and the class of each in the data set."""
    pictures: list[np.ndarray] = []
    truths: list[int] = []
    for sample in photos.samples:
        try:
            pictures.append(prepare(sample, network.preprocess).pixels)
        except ImageError as error:
            broken.append((sample.source, Failure.of(error)))
            continue
        truths.append(sample.labels[0])
        if len(pictures) == BATCH:
            yield np.stack(pictures), truths
            pictures, truths = [], []
    if pictures:
        yield np.stack(pictures), truths
