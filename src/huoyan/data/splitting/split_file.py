"""A split kept in a file, so that it can be used again: CSV with the columns path and split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.formats.folders.part_names import SPLIT_NAMES
from huoyan.data.splitting.list_file import column, composed, matched, read_list, write_list
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted

_COLUMNS = ("path", "split")
# Where a run keeps the split that it was trained on.
SPLITS_FILE = "splits.csv"


def write_splits(path: str | Path, dataset: Dataset) -> None:
    """A row for each sample that has a split, in order of the sources. UTF-8."""
    rows = sorted((s.source, s.split) for s in dataset.samples if s.split is not None)
    write_list(path, _COLUMNS, rows, "usage.splits")


def read_splits(path: str | Path) -> dict[str, Split]:
    """Source to split. Raises DataError data.splits for other columns, empty cells or two answers for one."""
    path = Path(path)
    rows = read_list(path)
    source_at, split_at = (column(rows, name, path, _COLUMNS, "data.splits") for name in _COLUMNS)
    found: dict[str, Split] = {}
    for cells, line in zip(rows.cells, rows.lines, strict=True):
        source, written = cells[source_at], cells[split_at]
        split = SPLIT_NAMES.get(written.strip().casefold())
        if not source.strip() or split is None:
            raise DataError(
                Message(
                    "list.bad_split", path=path, line=line, source=source, split=written, known=Listed(SPLITS)
                ),
                code="data.splits",
            )
        if (above := found.setdefault(composed(source), split)) != split:
            raise DataError(
                Message("list.two_splits", path=path, line=line, source=source, split=split, above=above),
                code="data.splits",
            )
    if not found:
        raise DataError(Message("list.no_row", path=path), code="data.splits")
    return found


def with_splits(dataset: Dataset, splits: Mapping[str, Split], name: str | None = None) -> Dataset:
    """The samples with the splits of the file, whatever they had before.

    Every sample must be in the file, and every source of the file in the data: DataError data.splits.
    """
    name = name or Message("list.of_splits")
    sources = [composed(sample.source) for sample in dataset.samples]
    by_source = matched(splits, sources, dataset.name, name, "data.splits")
    missing = [source for source in sources if source not in by_source]
    if missing:
        pictures = counted(len(missing), "picture")
        raise DataError(
            Message(
                "list.splits_missing",
                name=name,
                pictures=pictures,
                data=dataset.name,
                missing=Listed(missing),
            ),
            code="data.splits",
        )
    samples = (
        replace(sample, split=by_source[source])
        for sample, source in zip(dataset.samples, sources, strict=True)
    )
    return replace(dataset, samples=tuple(samples))
