"""Where a table keeps its labels: in one column of names, or in a column of 0 and 1 for each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.formats.columns.column_names import (
    GROUP,
    IDS,
    LABEL,
    LONE_FLAGS,
    PART_FLAGS,
    PERHAPS_LABEL,
    REMARKS,
    SPLIT,
    key,
)
from huoyan.data.formats.columns.part_columns import one_for_each
from huoyan.data.formats.columns.zeros_and_ones import check_typos, exclusive, values_of
from huoyan.data.formats.folders.part_names import says_parts
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.rows.grid import Rows
from huoyan.errors import DataError
from huoyan.images.files import EXTENSIONS
from huoyan.words import Listed, Message

_NO_CLASS = frozenset({*IDS, *REMARKS, *PART_FLAGS})
_RESERVED = frozenset({*SPLIT, *GROUP})
# A label column of this many rows with a different cell in each holds numbers of rows, not classes.
_ID_LIKE = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """Places of the label column, or of the columns of 0 and 1, or of those of numbers."""

    label: int | None
    classes: tuple[int, ...]
    numbers: tuple[int, ...] = ()


class Unclear(DataError):
    """Labels are there, but in more than one way."""


def label_column(rows: Rows, rest: Sequence[int], path: Path, reading: Reading) -> Labelled:
    """Chosen among the columns `rest`. DataError data.columns where it is none, or not clear."""
    parts = {at for at, _, _ in one_for_each(rows, rest)}
    if len(parts) < len(rest):
        rest = [at for at in rest if at not in parts]
    keys = {at: key(rows.header[at]) for at in rest}
    classes = _one_hot(rows, rest, reading)
    named = [at for name in LABEL for at in rest if keys[at] == name and at not in classes]
    varied = [at for at in named if len(_met(rows, at)) > 1 and not (classes and _id_like(rows, at))]
    if varied and not (len(classes) > 1 and _one_a_row(rows, classes) and not _same(rows, varied, classes)):
        return Labelled(_one_of(rows, varied, path), ())
    if varied:
        raise _unclear(rows, path, [*varied, *classes], Message("columns.label_against_0_and_1"))
    others = [at for at in rest if at not in classes and at not in named and _may_be_label(rows, at)]
    if others and all(keys[at] in _RESERVED for at in classes):
        classes = ()
    if classes and not (len(classes) == 1 and others) and not _contested(rows, others, classes):
        _check_typos(rows, [at for at in rest if at not in classes], path)
        _refuse_mixture(rows, classes, path, reading)
        return Labelled(None, classes)
    if named and not classes and not others:
        return Labelled(named[0], ())
    if len(others) == 1 and not classes:
        return Labelled(others[0], ())
    if others:
        raise _unclear(rows, path, [*others, *classes], Message("columns.several_may_be_labels"))
    _check_typos(rows, rest, path)
    raise _none(rows, path)


def _refuse_mixture(rows: Rows, classes: Sequence[int], path: Path, reading: Reading) -> None:
    """Some columns with exactly one 1 in every row, and others that do not fit: classes, and remarks?"""
    if reading.per_picture == "several" or len(rows.cells) < _ID_LIKE:
        return
    alone = exclusive(rows, classes)
    others = [at for at in classes if at not in alone]
    if alone and others and (len(others) == 1 or len(others) <= len(alone) > 2):
        names = [rows.name(at) for at in alone]
        raise Unclear(
            Message(
                "columns.classes_or_remarks",
                path=path,
                alone=Listed(names),
                others=Listed(rows.name(at) for at in others),
                first=",".join(names),
            ),
            code="data.columns",
        )


def _check_typos(rows: Rows, free: Sequence[int], path: Path) -> None:
    for at in free:
        if key(rows.header[at]) not in _NO_CLASS | _RESERVED:
            check_typos(rows, at, path)


def _one_hot(rows: Rows, rest: Sequence[int], reading: Reading) -> tuple[int, ...]:
    """Columns of 0 and 1 that can be classes. Two or more, and names such as `person` are classes too.

    A column of 1 alone says nothing of a picture, unless a model knows it.
    """
    truths = {at: values for at in rest if (values := values_of(rows.column(at))) is not None}
    known = [at for at in truths if rows.header[at] in reading.known]
    open_ = [at for at in truths if key(rows.header[at]) not in _NO_CLASS and not all(truths[at])]
    plain = [at for at in open_ if key(rows.header[at]) not in (*_RESERVED, *LABEL)]
    unreserved = [at for at in open_ if key(rows.header[at]) not in LABEL]
    if len(open_) > 2 and len(plain) > 1 and _one_a_row(rows, open_) and not _one_a_row(rows, unreserved):
        chosen = open_  # one of the classes is called tag, target ...
    else:
        chosen = unreserved if len(unreserved) > 1 else plain
    if not any(any(truths[at]) for at in chosen):
        chosen = []
    if len(chosen) == 1 and key(rows.header[chosen[0]]) in LONE_FLAGS:
        chosen = []
    elif not any(key(rows.header[at]) in LABEL for at in rest if at not in truths):
        chosen = _completed(rows, chosen, truths)
    return tuple(sorted({*chosen, *known}))


def _completed(rows: Rows, chosen: list[int], truths: dict[int, list[bool]]) -> list[int]:
    """With columns called like a remark, where every row has exactly one 1 in all and not without them."""
    varied = [at for at in truths if any(truths[at]) and key(rows.header[at]) not in PART_FLAGS]
    if not chosen or len(rows.cells) < _ID_LIKE or {*varied} <= {*chosen} or _one_a_row(rows, chosen):
        return chosen
    return sorted({*chosen, *varied}) if _one_a_row(rows, varied) else chosen


def _one_a_row(rows: Rows, classes: Sequence[int]) -> bool:
    columns = [values_of(rows.column(at)) or [] for at in classes]
    return bool(rows.cells) and all(sum(row) == 1 for row in zip(*columns, strict=True))


def _same(rows: Rows, named: Sequence[int], classes: Sequence[int]) -> bool:
    """Whether the label columns say what the 0/1 columns say: one class for each label."""
    columns = [values_of(rows.column(at)) or [] for at in classes]
    shown = [row.index(True) for row in zip(*columns, strict=True)]
    return all(_one_to_one(rows.column(at), [str(each) for each in shown]) for at in named)


def _one_of(rows: Rows, named: Sequence[int], path: Path) -> int:
    """Of several label columns that agree one to one the first with names; else it is for the user to say."""
    told = [at for at in named if not _id_like(rows, at)] or list(named)
    first = told[0]
    if any(not _one_to_one(rows.column(first), rows.column(other)) for other in told[1:]):
        raise _unclear(rows, path, told, Message("columns.labels_disagree"))
    return next((at for at in told if not all(map(_numeric, _met(rows, at)))), first)


def _one_to_one(one: Sequence[str], other: Sequence[str]) -> bool:
    pairs = {(a.strip(), b.strip()) for a, b in zip(one, other, strict=True) if a.strip() and b.strip()}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _contested(rows: Rows, others: Sequence[int], classes: Sequence[int]) -> bool:
    """Whether 0/1 columns may be remarks beside a column of names: two of them, or a name that says so."""
    if not others or _one_a_row(rows, classes):
        return False
    return len(classes) == 2 or any(key(rows.header[at]) in PERHAPS_LABEL for at in others)


def _may_be_label(rows: Rows, at: int) -> bool:
    """Few repeated names; or what a name such as `breed` announces."""
    name, met = key(rows.header[at]), _met(rows, at)
    if name in _NO_CLASS or name in _RESERVED or len(met) < 2 or says_parts(met):
        return False
    if any(Path(value).suffix.lower() in EXTENSIONS for value in met):
        return False
    if name in LONE_FLAGS and values_of(rows.column(at)) is not None:
        return False
    if name in PERHAPS_LABEL:
        return True
    return 2 * len(met) <= len(rows.cells) and not all(map(_numeric, met))


def _numeric(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _met(rows: Rows, at: int) -> set[str]:
    return {cell.strip() for cell in set(rows.column(at))} - {""}


def _id_like(rows: Rows, at: int) -> bool:
    return len(rows.cells) >= _ID_LIKE and len(_met(rows, at)) == len(rows.cells)


def _unclear(rows: Rows, path: Path, columns: Sequence[int], what: Message) -> DataError:
    listed = [Message("columns.with_values", column=rows.name(at), n=len(_met(rows, at))) for at in columns]
    first = rows.name(columns[0])
    return Unclear(
        Message("columns.label_unclear", path=path, what=what, columns=Listed(listed, 8), first=first),
        code="data.columns",
    )


def _none(rows: Rows, path: Path) -> DataError:
    there = Listed(filter(None, rows.header), 12)
    return DataError(
        Message("columns.no_label", path=path, columns=there, expected=Listed(LABEL, 5)), code="data.columns"
    )
