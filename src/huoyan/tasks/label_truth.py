"""Labelled data in the order of a model's labels: classes are matched by name."""

from __future__ import annotations

import numpy as np

from huoyan.data.classes import nearest_name
from huoyan.data.dataset import Dataset
from huoyan.errors import DataError
from huoyan.text import nfc
from huoyan.words import Listed, Message, Remark, counted, note, warning

MOST_NAMED = 20


def check_kind(kind: str, data: Dataset) -> None:
    """Raises DataError: data.empty (nothing to score), data.kind (truths of another kind)."""
    if not len(data):
        raise DataError(Message("score.empty", data=data.name), code="data.empty")
    if data.kind != kind:
        raise DataError(
            Message(
                "score.other_kind",
                data=data.name,
                theirs=Message(f"kind.{data.kind}"),
                ours=Message(f"kind.{kind}"),
            ),
            code="data.kind",
        )


def truth_in_order(labels: tuple[str, ...], kind: str, data: Dataset) -> np.ndarray:
    """Indices of `labels` int64 (N,), or 0/1 float32 (N, labels). The model may know more than the data.

    Raises DataError: those of `check_kind`, and data.labels (a class that the model does not know).
    """
    check_kind(kind, data)
    places, targets = places_of(labels, data), data.targets()
    if targets.ndim == 1:
        return np.asarray(places[targets])
    matrix = np.zeros((len(targets), len(labels)), np.float32)
    matrix[:, places] = targets
    return matrix


def unshown(labels: tuple[str, ...], data: Dataset, key: str) -> list[Remark]:
    """Labels of a model that no picture of the data has: a table may merely lack their columns."""
    shown = {nfc(name) for name, n in data.counts().items() if n}
    missing = [label for label in labels if nfc(label) not in shown]
    say = warning if key == "score.unshown_labels" else note
    return [say(key, data=data.name, labels=Listed(missing))] if missing else []


def places_of(labels: tuple[str, ...], data: Dataset) -> np.ndarray:
    """For each class or quantity of the data its index among the model's labels, int64 (C,).

    Raises DataError (data.labels) for one that the model does not know.
    """
    # A model of data that were read before names were composed may hold both forms of one name.
    index = {nfc(label): place for place, label in enumerate(labels)}
    index |= {label: place for place, label in enumerate(labels)}
    unknown = [name for name in data.classes if nfc(name) not in index and name not in index]
    if unknown:
        names = Listed([_named(name, labels) for name in unknown[:MOST_NAMED]], MOST_NAMED)
        known = Listed(labels, MOST_NAMED)
        raise DataError(_unknown(data, len(unknown), names, known), code="data.labels")
    return np.array([index.get(name, index.get(nfc(name))) for name in data.classes], dtype=np.int64)


def _unknown(data: Dataset, n: int, names: Listed, known: Listed) -> Message:
    if data.kind == "numbers":
        quantities = counted(n, "quantity")
        return Message(
            "score.unknown_quantities", data=data.name, quantities=quantities, names=names, known=known
        )
    classes = counted(n, "class")
    return Message("score.unknown_classes", data=data.name, classes=classes, names=names, known=known)


def _named(name: str, labels: tuple[str, ...]) -> str | Message:
    near = nearest_name(name, labels)
    return Message("score.near", name=name, near=near) if near else name
