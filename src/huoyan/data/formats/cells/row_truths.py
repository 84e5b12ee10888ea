"""What the rows of a table say to be true of their pictures."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.data.classes import in_order
from huoyan.data.formats.cells.label_cells import Told
from huoyan.data.sample.kind import Kind
from huoyan.data.sample.truth import Numbers, OneLabel, SeveralLabels, Truth
from huoyan.text import nfc


@dataclass(frozen=True, slots=True)
class RowTruths:
    """A truth a row, None where the row says none; `names` of the classes or of the quantities."""

    names: tuple[str, ...]
    kind: Kind
    of: list[Truth | None]


def truths_of_labels(told: Told) -> RowTruths:
    """The classes are the labels that rows have, in order."""
    classes = in_order(name for names in told.labels for name in names or ())
    index = {name: position for position, name in enumerate(classes)}
    rows = [None if names is None else sorted(index[name] for name in names) for names in told.labels]
    if told.multilabel:
        return RowTruths(classes, "labels", [None if at is None else SeveralLabels(tuple(at)) for at in rows])
    return RowTruths(classes, "class", [None if at is None else OneLabel(at[0]) for at in rows])


def truths_of_numbers(names: list[str], numbers: list[Numbers | None]) -> RowTruths:
    """The quantities are called like their columns."""
    return RowTruths(tuple(map(nfc, names)), "numbers", [*numbers])
