"""A split kept in a file, so that it can be used again: CSV with the columns path and split, and made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.formats.folders.part_names import SPLIT_NAMES
from huoyan.data.splitting.list_file import column, composed, matched, read_list, write_list
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted

_COLUMNS = ("path", "split")
# A third column, where there is one, says yes of a picture that a program made.
_MADE, _YES = "made", "yes"
# Where a run keeps the split that it was trained on.
SPLITS_FILE = "splits.csv"


@dataclass(frozen=True, slots=True)
class GivenSplits:
    """parts: source to split. made: of these the sources that a program made; a run's own may be gone."""

    parts: Mapping[str, Split]
    made: frozenset[str] = frozenset()


def write_splits(path: str | Path, dataset: Dataset) -> None:
    """A row for each sample that has a split, in order of the sources. UTF-8."""
    some_made = any(sample.made for sample in dataset.samples)
    rows = sorted((s.source, s.split, _YES if s.made else "") for s in dataset.samples if s.split is not None)
    header = (*_COLUMNS, _MADE) if some_made else _COLUMNS
    write_list(path, header, (row[: len(header)] for row in rows), "usage.splits")


def read_splits(path: str | Path) -> GivenSplits:
    """Raises DataError data.splits for other columns, empty cells or two answers for one source."""
    path = Path(path)
    rows = read_list(path)
    source_at, split_at = (column(rows, name, path, _COLUMNS, "data.splits") for name in _COLUMNS)
    made_at = next((at for at, name in enumerate(rows.header) if name.strip().casefold() == _MADE), None)
    made: set[str] = set()
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
        if made_at is not None and cells[made_at].strip().casefold() == _YES:
            made.add(composed(source))
    if not found:
        raise DataError(Message("list.no_row", path=path), code="data.splits")
    return GivenSplits(found, frozenset(made))


def with_splits(dataset: Dataset, given: GivenSplits, name: str | None = None) -> Dataset:
    """The samples with the splits of the file, whatever they had before.

    Every sample must be in the file, and every source of the file in the data, but for pictures that a run
    made for itself: DataError data.splits.
    """
    name = name or Message("list.of_splits")
    sources = [composed(sample.source) for sample in dataset.samples]
    there = set(sources)
    own = {source for source in given.made if source not in there}
    splits = {source: split for source, split in given.parts.items() if source not in own}
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
        replace(sample, split=by_source[source], made=sample.made or source in given.made)
        for sample, source in zip(dataset.samples, sources, strict=True)
    )
    return replace(dataset, samples=tuple(samples))
