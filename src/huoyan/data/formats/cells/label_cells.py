"""What the cells of a label column say: one name, several, or that there is no label."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from huoyan.data.formats.cells.label_lists import check_objects, check_vectors, lists_in, tell_lists
from huoyan.data.formats.cells.label_marks import combined, is_few, parts_of, separators_of
from huoyan.data.formats.reading import NO_SEPARATOR, Reading
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.text import nfc, printable
from huoyan.words import Listed, Message, counted, note, warning

# What programs and people write where there is no label, in small letters. An empty cell is told apart.
MISSING = frozenset(
    ("nan", "null", "none", "na", "n/a", "n.a.", "<na>", "#n/a", "#na", "nil", "nat", "undefined", "-", "--",
     "?", "\\n", "#value!", "#ref!", "#div/0!", "#name?", "#null!", "#num!")
)  # fmt: skip
LONGEST = 500
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
_MEASURE = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")
_LIST_OF_ONE = re.compile(r"""[\[({]\s*["']?([^\[\](){}"',]+?)["']?\s*,?\s*[\])}]""")
# More different measurements than this are no classes.
_MANY = 20

# The labels of a row: () for none of them, None where the row says nothing.
Labels = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Told:
    """The labels of every row, and whether a picture may have several."""

    labels: list[Labels]
    multilabel: bool


def said(cell: str) -> str:
    """What a cell says; "" for a word that means nothing."""
    return "" if (bare := cell.strip()).casefold() in MISSING else bare


def tell_labels(raw: Sequence[str], column: str, lines: Sequence[int], reading: Reading, say: Say) -> Told:
    """Labels of each row; whatever is not simply a name is said with its count.

    Codes: data.columns (empty, or measurements), data.label (no name: too long).
    """
    cells = _tidied(raw, column, say)
    if reading.label_separator == "auto":
        check_vectors(cells, column)
    cells = _whole_numbers(cells, column, reading, say)
    _check_measures(cells, column, reading)
    missing = _missing(cells, column, reading, say)
    if all(gone or not cell for cell, gone in zip(cells, missing, strict=True)):
        raise DataError(Message("cells.empty_column", column=column), code="data.columns")
    if reading.kind is None and _may_be_numbers(cells):
        say(note("cells.may_be_numbers", column=column, n=len(set(cells) - {""})))
    labels = _split(cells, missing, column, lines, reading, say)
    _check_length(labels, column, lines)
    return labels


def _tidied(raw: Sequence[str], column: str, say: Say) -> list[str]:
    """Cells without outer blanks. Those that differ by blanks only become one name, which is said."""
    times = Counter(raw)
    tidy = {cell: _tidy(cell) for cell in times}
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for cell, name in tidy.items():
        spellings[name].append(cell)
    joined = {name for name, met in spellings.items() if name and len(met) > 1}
    odd = {cell: n for cell, n in times.items() if tidy[cell] in joined and cell != tidy[cell]}
    if odd:
        read = [Message("cells.read_as", cell=cell, n=n, name=tidy[cell]) for cell, n in odd.items()]
        cells = counted(sum(odd.values()), "cell")
        say(warning("cells.spellings", cells=cells, column=column, names=Listed(read)))
    return [tidy[cell] if tidy[cell] in joined else nfc(printable(cell.strip())) for cell in raw]


def _tidy(cell: str) -> str:
    plain = cell.strip()
    if plain.isascii() and "  " not in plain and "\t" not in plain and "\n" not in plain:
        return plain
    seen = _INVISIBLE.sub("", nfc(printable(plain)))
    return " ".join(seen.split())


def _whole_numbers(cells: list[str], column: str, reading: Reading, say: Say) -> list[str]:
    """`1.0` as `1`, where every label is a whole number (pandas makes floats of numbers with gaps)."""
    filled = {cell for cell in cells if cell and cell.casefold() not in MISSING}
    floats = {cell for cell in filled if "." in cell}
    if not floats or floats & {*reading.known} or not all(_WHOLE.fullmatch(cell) for cell in filled):
        return cells
    say(note("cells.whole_numbers", column=column, numbers=Listed(sorted(floats), 2)))
    return [cell.split(".")[0] if cell in floats else cell for cell in cells]


def _may_be_numbers(cells: list[str]) -> bool:
    """Many different whole numbers: counts, ages or years perhaps, of which one is more than another."""
    filled = {cell for cell in cells if cell and cell.casefold() not in MISSING}
    return len(filled) > _MANY and all(_WHOLE.fullmatch(cell) for cell in filled)


def _check_measures(cells: list[str], column: str, reading: Reading) -> None:
    measures = {cell for cell in cells if _MEASURE.fullmatch(cell)}
    asked = reading.clip_labels == "classes"
    if not asked and len(measures) > _MANY and 2 * sum(cell in measures for cell in cells) > len(cells):
        examples = Listed(sorted(measures), 3)
        told = "clips.measurements" if reading.medium == "clips" else "cells.measurements"
        raise DataError(Message(told, column=column, n=len(measures), examples=examples), code="data.columns")


def _unlisted(cell: str) -> str:
    """What a list of one word holds: [nan], ['None']; else the cell itself."""
    return found[1] if (found := _LIST_OF_ONE.fullmatch(cell)) else cell


def _missing(cells: list[str], column: str, reading: Reading, say: Say) -> list[bool]:
    """Whether a cell is a word for "no label"; these are counted, and kept where the user wants it."""
    known = {nfc(name) for name in reading.known}
    signs = any(
        len(cell) == 1 and not cell.isalnum() and cell.casefold() not in MISSING for cell in set(cells)
    )
    words = {
        cell
        for cell in set(cells)
        if _unlisted(cell).casefold() in MISSING and cell not in known and not (signs and not cell.isalnum())
    }
    if not words:
        return [False] * len(cells)
    times = Counter(cell for cell in cells if cell in words)
    listed = Listed(f"{word!r} ({n:,})" for word, n in times.most_common())
    if reading.missing_labels == "keep":
        say(note("cells.missing_kept", words=listed, column=column))
        return [False] * len(cells)
    n, total = times.total(), len(cells)
    say(warning("cells.missing_left_out", n=n, total=total, column=column, words=listed))
    return [cell in words for cell in cells]


def _split(
    cells: list[str], missing: list[bool], column: str, lines: Sequence[int], reading: Reading, say: Say
) -> Told:
    known = {nfc(name) for name in reading.known}
    split = reading.label_separator != NO_SEPARATOR
    filled = [cell for cell, gone in zip(cells, missing, strict=True) if cell and not gone]
    lists = lists_in(filled, known) if split else {}
    if split:
        check_objects(filled, lists, known)
    names = [cell for cell in filled if cell not in lists]
    marks = separators_of(names, column, reading)
    few_lists = reading.per_picture == "auto" and is_few(sum(cell in lists for cell in cells), len(cells))
    labels: list[Labels] = []
    left_out: list[int] = []
    for at, (cell, gone) in enumerate(zip(cells, missing, strict=True)):
        whole = (cell,) if cell in known else lists.get(cell)
        parts = parts_of(cell, marks.pattern) if whole is None else whole
        stray = few_lists and len(parts) != 1 if cell in lists else marks.stray and len(parts) > 1
        if stray and not gone:
            left_out.append(at)
        labels.append(None if gone or stray else parts)
    tell_lists(cells, lists, column, say, stray=few_lists)
    if marks.remark:
        say(marks.remark)
    if left_out:
        say(note("cells.several_left_out", lines=Listed(lines[at] for at in left_out)))
    told = [each for each in labels if each]
    several = any(len(each) > 1 for each in told)
    several |= not few_lists and () in lists.values()
    if not several and (remark := combined(names, column)):
        say(remark)
    return _settled(labels, several, column, reading, say)


def _settled(labels: list[Labels], several: bool, column: str, reading: Reading, say: Say) -> Told:
    """One label a picture or several, by what was found unless the user says it."""
    if reading.per_picture == "several" or (several and reading.per_picture == "auto"):
        return Told(labels, True)
    if several:
        odd = sum(each is not None and len(each) > 1 for each in labels)
        say(warning("cells.one_a_picture", rows=counted(odd, "row"), column=column))
    return Told([each if each is not None and len(each) == 1 else None for each in labels], False)


def _check_length(told: Told, column: str, lines: Sequence[int]) -> None:
    for names, line in zip(told.labels, lines, strict=True):
        for name in names or ():
            if len(name) > LONGEST:
                values = {"n": len(name), "start": name[:20], "most": LONGEST}
                raise DataError(
                    Message("cells.long_label", line=line, column=column, **values), code="data.label"
                )
