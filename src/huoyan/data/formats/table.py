"""A table (CSV, Parquet) with a row for each picture: its file and its label or labels.

Columns, by any of the names below and in any case: a file column; a label column, or else one column
for each class with 0 and 1; optionally a split and a group. Paths are relative to the table's folder.
Labels separated by `|` or `;` in any cell make the data multi-label, and so do 0/1 columns.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huoyan.data.classes import in_order, only_shown
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.formats.folder import SPLIT_NAMES, visible
from huoyan.data.formats.rows import Rows, read_rows
from huoyan.data.formats.twins import without_twins
from huoyan.data.say import Say, count, some, to_stderr
from huoyan.errors import DataError
from huoyan.images.files import EXTENSIONS
from huoyan.text import printable

SUFFIXES = (".csv", ".tsv", ".parquet", ".pq")
LOOKED_FOR = "a table (.csv, .tsv, .parquet) with a column of files and a column of labels"

# In order of preference, where a table has several.
FILE = (
    "path", "file", "image", "filename", "file_name", "filepath", "file_path", "image_path", "imagepath",
    "image_file", "image_name", "img", "img_path", "picture", "路径", "文件", "文件名", "图片", "图像",
)  # fmt: skip
LABEL = (
    "label", "labels", "class", "classes", "category", "categories", "class_name", "label_name", "tags",
    "tag", "target", "标签", "类别", "分类",
)  # fmt: skip
SPLIT = ("split", "subset", "set", "partition", "划分")
GROUP = ("group", "group_id", "patient", "patient_id", "subject", "subject_id", "person", "video", "分组")

_BETWEEN_LABELS = re.compile(r"[|;]")
_TRUTH = {"0": False, "1": True, "0.0": False, "1.0": True, "": False, "false": False, "true": True}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column plays which part. `label` None: each of `classes` is a column of 0 and 1."""

    file: int
    label: int | None
    split: int | None
    group: int | None
    classes: tuple[int, ...]


def recognises(path: Path) -> bool:
    """A table file, or a folder with at least one that has a file column and labels at its top."""
    if path.is_file():
        return path.suffix.lower() in SUFFIXES
    return bool(tables_in(path))


def tables_in(folder: Path) -> list[Path]:
    """The tables in a folder whose header names a file column and a label (or 0/1) column."""
    files = [file for file in visible(folder) if file.suffix.lower() in SUFFIXES and file.is_file()]
    return [file for file in files if _usable(file)]


def _usable(file: Path) -> bool:
    try:
        rows = read_rows(file, limit=1)
        return bool(columns_of(rows, file))
    except DataError:
        return False


def read(path: Path, say: Say = to_stderr) -> Dataset:
    """Samples in the order of the rows; `source` is the path as relative to the table's folder.

    Codes: data.columns, data.rows, data.split, data.missing_files (more than half of the files).
    """
    if path.is_dir():
        path = _only_table(path, say)
    rows = read_rows(path)
    columns = columns_of(rows, path)
    _tell_columns(rows, columns, say)
    if not rows.cells:
        raise DataError(f"{path} has a header, but no row.", code="data.empty")
    labels, multilabel = _labels(rows, columns, path)
    rows, labels = _labelled(rows, labels, multilabel, columns, say)
    splits = _splits(rows, columns, path, say)
    classes = in_order(name for names in labels for name in names)
    index = {name: position for position, name in enumerate(classes)}
    samples: list[Sample] = []
    missing: list[str] = []
    for row, names, split in zip(rows.cells, labels, splits, strict=True):
        file = locate(path.parent, row[columns.file])
        if file is None:
            missing.append(row[columns.file])
            continue
        group = row[columns.group] or None if columns.group is not None else None
        chosen = tuple(sorted(index[name] for name in names))
        samples.append(Sample(_source(path.parent, file), chosen, file, None, split, group))
    _check_missing(missing, rows, path, say)
    samples = without_twins(samples, classes, say)
    return only_shown(Dataset(printable(path.name), classes, tuple(samples), multilabel), say)


def columns_of(rows: Rows, path: Path) -> Columns:
    """The part of each column; `data.columns` names what is there and what was looked for."""
    names = [name.casefold().replace(" ", "_") for name in rows.header]
    file, label = _first(names, FILE), _first(names, LABEL)
    split, group = _first(names, SPLIT), _first(names, GROUP)
    if file is None:
        raise DataError(
            f"{path} has no column of files. Its columns: {some(rows.header, 12) or 'none'}. Expected one of "
            f"{some(FILE, 8)}.{_headless(rows.header)}",
            code="data.columns",
        )
    if label is not None:
        return Columns(file, label, split, group, ())
    used = (file, split, group)
    classes = tuple(at for at in range(len(names)) if at not in used and _is_truth(rows, at, path))
    if not classes:
        raise DataError(
            f"{path} has no column of labels. Its columns: {some(rows.header, 12)}. Expected one of "
            f"{some(LABEL, 5)}, or a column of 0 and 1 for each class.{_headless(rows.header)}",
            code="data.columns",
        )
    return Columns(file, None, split, group, classes)


def _is_truth(rows: Rows, at: int, path: Path) -> bool:
    """Whether a column holds 0 and 1. Mostly 0 and 1 is an error: a class must not vanish by one typo."""
    odd = [row for row, cells in enumerate(rows.cells) if cells[at].casefold() not in _TRUTH]
    if odd and 2 * len(odd) < len(rows.cells):
        row = odd[0]
        raise DataError(
            f"{path}, line {rows.lines[row]}: {rows.cells[row][at]!r} in the column {rows.header[at]!r}, "
            "which otherwise holds 0 and 1.",
            code="data.columns",
        )
    return not odd and any(cells[at] for cells in rows.cells)


def _headless(header: Sequence[str]) -> str:
    if any(Path(name).suffix.lower() in EXTENSIONS for name in header):
        return " The first line looks like data: put a header line above it, for example: path,label"
    return ""


def _first(names: list[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _tell_columns(rows: Rows, columns: Columns, say: Say) -> None:
    repeated = sorted({name for name in rows.header if rows.header.count(name) > 1})
    if repeated:
        raise DataError(f"columns with the same name: {some(repeated)}. Rename them.", code="data.columns")
    used = {columns.file, columns.label, columns.split, columns.group, *columns.classes}
    unused = [name for at, name in enumerate(rows.header) if at not in used]
    if unused:
        say(f"note: columns not used: {some(unused)}.")
    if columns.group is not None:
        say(f"note: pictures with the same {rows.header[columns.group]!r} stay on one side of a split.")


def _only_table(folder: Path, say: Say) -> Path:
    tables = tables_in(folder)
    if len(tables) != 1:
        raise DataError(
            f"{folder} holds {count(len(tables), 'table')}: {some(file.name for file in tables)}. "
            f"Name the one you mean, for example {tables[0] if tables else folder / 'labels.csv'}.",
            code="data.format",
        )
    say(f"note: reading the table {tables[0].name} in {folder}.")
    return tables[0]


def _labels(rows: Rows, columns: Columns, path: Path) -> tuple[list[tuple[str, ...]], bool]:
    """The names of the labels of each row, without repetitions, and whether the data is multi-label."""
    if columns.label is None:
        named = [(at, rows.header[at]) for at in columns.classes]
        return [tuple(name for at, name in named if _TRUTH[row[at].casefold()]) for row in rows.cells], True
    cells = [row[columns.label] for row in rows.cells]
    if not any(cells):
        name = rows.header[columns.label]
        raise DataError(f"{path}: the column {name!r} is empty in every row.", code="data.columns")
    plural = rows.header[columns.label].casefold() in ("labels", "classes", "categories", "tags")
    multilabel = any(_BETWEEN_LABELS.search(cell) for cell in cells) or (plural and not all(cells))
    if not multilabel:
        return [(cell,) if cell else () for cell in cells], False
    split = [[name.strip() for name in _BETWEEN_LABELS.split(cell)] for cell in cells]
    return [tuple(dict.fromkeys(filter(None, names))) for names in split], True


def _labelled(
    rows: Rows, labels: list[tuple[str, ...]], multilabel: bool, columns: Columns, say: Say
) -> tuple[Rows, list[tuple[str, ...]]]:
    """Rows with a file, and (where each picture has exactly one label) with a label."""
    keep = [at for at, row in enumerate(rows.cells) if row[columns.file] and (labels[at] or multilabel)]
    dropped = sorted(set(range(len(rows.cells))) - set(keep))
    if dropped:
        lines = some(rows.lines[at] for at in dropped)
        say(f"warning: {count(len(dropped), 'row')} without a file or a label left out (line {lines}).")
    kept = Rows(rows.header, [rows.cells[at] for at in keep], [rows.lines[at] for at in keep])
    return kept, [labels[at] for at in keep]


def _splits(rows: Rows, columns: Columns, path: Path, say: Say) -> list[Split | None]:
    if columns.split is None:
        return [None] * len(rows.cells)
    cells = [row[columns.split].casefold() for row in rows.cells]
    unknown = [at for at, cell in enumerate(cells) if cell and cell not in SPLIT_NAMES]
    if unknown:
        values = some(sorted({repr(rows.cells[at][columns.split]) for at in unknown}))
        raise DataError(
            f"{path}: the column {rows.header[columns.split]!r} holds {values} (first in line "
            f"{rows.lines[unknown[0]]}); expected {some(SPLIT_NAMES, 10)}.",
            code="data.split",
        )
    if any(cells) and not all(cells):
        n = count(sum(not cell for cell in cells), "row")
        say(f"warning: {n} with an empty {rows.header[columns.split]!r} will be in the training part.")
        return [SPLIT_NAMES.get(cell, "train") for cell in cells]
    return [SPLIT_NAMES.get(cell) for cell in cells]


def locate(folder: Path, cell: str) -> Path | None:
    """The file that a cell names, if it is there; backslashes are tried as slashes."""
    for spelt in dict.fromkeys((cell, cell.replace("\\", "/"))):
        try:
            if (folder / spelt).is_file():
                return folder / spelt
        except (OSError, ValueError):  # a name too long or with a zero byte: no such file
            continue
    return None


def _source(folder: Path, file: Path) -> str:
    """Relative to the table's folder, so that it may be moved; absolute if the cell names another place."""
    near, home = os.path.normpath(file), os.path.normpath(folder)
    inside = Path(near).is_relative_to(home) or file.is_relative_to(folder)
    return printable(Path(os.path.relpath(near, home) if inside else near).as_posix())


def _check_missing(missing: list[str], rows: Rows, path: Path, say: Say) -> None:
    if not missing:
        return
    told = (
        f"{len(missing):,} of the {len(rows.cells):,} files in {path.name} are not there: {some(missing)}. "
        f"Paths are taken relative to {path.parent}."
    )
    if 2 * len(missing) > len(rows.cells):
        raise DataError(told, code="data.missing_files")
    say(f"warning: {told} These rows are left out.")
