"""Marks between the labels of one cell: which of them separate, and which are part of a name.

`|` and `;` separate where a part of the cell is a label elsewhere, commas where all parts are. A handful of
such cells among many with one label are left out: they do not decide what kind of data it is.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huoyan.data.formats.reading import BLANK, NO_SEPARATOR, Reading
from huoyan.words import Listed, Remark, counted, joined, note, warning

_BARS = re.compile(r"[|;；｜]")
_COMMAS = re.compile(r"[,，、]")
# What else stands between labels, by the value of --label-separator. None of it is split by itself.
_WEAK = {BLANK: r"\s+", "/": "/", "+": r"\+", "&": "&", "_": "_", "-": "-", ":": ":", " and ": r"\s+and\s+"}
_PLURAL = frozenset({"labels", "classes", "categories", "tags", "findings"})
_FEW = 0.05
_ALONE_AMONG = 10


@dataclass(frozen=True, slots=True)
class Marks:
    """What separates, and how that is said. `stray`: cells with it are left out."""

    pattern: re.Pattern[str] | None = None
    stray: bool = False
    remark: Remark | None = None


def parts_of(cell: str, pattern: re.Pattern[str] | None) -> tuple[str, ...]:
    """The names in a cell, each once; () for an empty one."""
    parts = [cell] if pattern is None else pattern.split(cell)
    return tuple(dict.fromkeys(name for part in parts if (name := part.strip())))


def separators_of(names: Sequence[str], column: str, reading: Reading) -> Marks:
    """What separates the labels in the cells of a column, `names`, and how that is said."""
    if reading.label_separator == NO_SEPARATOR:
        return Marks()
    if reading.label_separator != "auto":
        blank = reading.label_separator == BLANK
        return Marks(re.compile(r"\s+" if blank else re.escape(reading.label_separator)))
    plural = column.strip().casefold() in _PLURAL
    if reading.per_picture == "several" and any(map(_BARS.search, names)):
        return Marks(_BARS)
    bars = _judged(names, column, _BARS, any, plural=plural or _has_bar(names))
    if bars.remark:
        return bars
    commas = _judged(names, column, _COMMAS, all, plural=plural)
    return commas if commas.pattern is not None else Marks()


def is_few(n: int, total: int) -> bool:
    """Whether `n` of `total` cells are too few to decide what kind of data it is."""
    return n < _FEW * total or (n == 1 and total > _ALONE_AMONG)


def _has_bar(names: Sequence[str]) -> bool:
    return any("|" in name for name in names)


def _judged(
    names: Sequence[str],
    column: str,
    pattern: re.Pattern[str],
    known: Callable[[list[bool]], bool],
    *,
    plural: bool,
) -> Marks:
    """Whether a mark separates: `known` (any, all) of a cell's parts must be labels elsewhere."""
    times = Counter(names)
    marked = {name: parts_of(name, pattern) for name in times if pattern.search(name)}
    n = sum(times[name] for name in marked)
    if not n:
        return Marks()
    if all(len(parts) < 2 for parts in marked.values()):
        return Marks(
            pattern, remark=note("cells.marks_at_the_end", n=n, column=column, **_shown(marked, pattern))
        )
    met = Counter(part for parts in marked.values() for part in parts)
    loose = known is any or plural

    def elsewhere(part: str) -> bool:
        return (part in times and part not in marked) or (loose and met[part] > 1)

    good = 2 * sum(known([elsewhere(part) for part in parts]) for parts in marked.values()) >= len(marked)
    few = is_few(n, len(names))
    held = {"n": n, "total": len(names), "column": column, **_shown(marked, pattern)}
    if not good and (few or not plural or known is all):
        return Marks(remark=warning("cells.marks_in_names", **held))
    if few:
        return Marks(pattern, stray=True, remark=warning("cells.marks_left_out", **held))
    return Marks(pattern, remark=note("cells.marks_between_labels", **held))


def _shown(marked: dict[str, tuple[str, ...]], pattern: re.Pattern[str]) -> dict[str, str | Listed]:
    """The marks that were met, and examples of cells with them."""
    marks = sorted({mark for name in marked for mark in pattern.findall(name)})
    return {"marks": joined(map(repr, marks), "or"), "examples": Listed(map(repr, marked), 2)}


def combined(names: Sequence[str], column: str) -> Remark | None:
    """Warns where names are made of other names, such as "scab rust" beside "scab" and "rust"."""
    times = Counter(names)
    for separator, pattern in _WEAK.items():
        parts = {name: found for name in times if len(found := _pieces(name, pattern)) > 1}
        whole = [name for name, found in parts.items() if all(part in times for part in found)]
        if not whole and column.strip().casefold() in _PLURAL and separator == BLANK:
            whole = _recombined(parts, times)
        if whole:
            n = sum(times[name] for name in whole)
            first = max(whole, key=lambda name: times[name])
            return warning(
                "cells.made_of_others",
                rows=counted(n, "row"),
                column=column,
                names=Listed(map(repr, whole), 3),
                example="|".join(parts[first]),
                separator=shlex.quote(separator),
            )
    return None


def _pieces(name: str, pattern: str) -> list[str]:
    return [part.strip() for part in re.split(pattern, name) if part.strip()]


def _recombined(parts: dict[str, list[str]], times: Counter[str]) -> list[str]:
    """Names in parts that all occur in other names too, if they are most of the rows."""
    met = Counter(part for found in parts.values() for part in set(found))
    whole = [name for name, found in parts.items() if all(met[p] > 1 or p in times for p in found)]
    return whole if 2 * sum(times[name] for name in whole) > times.total() else []
