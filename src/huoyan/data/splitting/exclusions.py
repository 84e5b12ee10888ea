"""Pictures to leave out, listed in a file: CSV with the columns path and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from huoyan.data.dataset import Dataset
from huoyan.data.splitting.list_file import column, composed, matched, read_list, write_list
from huoyan.errors import DataError
from huoyan.words import Message

_COLUMNS = ("path", "reason")


def write_exclusions(path: str | Path, exclusions: Iterable[tuple[str, str]]) -> None:
    """Rows of source and reason, as `Check.exclusions` gives them. UTF-8."""
    write_list(path, _COLUMNS, exclusions, "usage.exclude")


def read_exclusions(path: str | Path) -> dict[str, str]:
    """Source to reason; the column reason may be missing. An empty list is no error."""
    path = Path(path)
    rows = read_list(path)
    source_at = column(rows, "path", path, _COLUMNS, "data.exclude")
    reason_at = next((at for at, name in enumerate(rows.header) if name.casefold() == "reason"), None)
    found: dict[str, str] = {}
    for cells, line in zip(rows.cells, rows.lines, strict=True):
        if not cells[source_at].strip():
            raise DataError(Message("list.no_path", path=path, line=line), code="data.exclude")
        found.setdefault(composed(cells[source_at]), cells[reason_at] if reason_at is not None else "")
    return found


def without(dataset: Dataset, exclusions: Mapping[str, str], name: str | None = None) -> Dataset:
    """The other samples. DataError data.exclude where a source is not in the data, or nothing is left."""
    name = name or Message("list.of_exclusions")
    sources = [composed(sample.source) for sample in dataset.samples]
    listed = matched(exclusions, sources, dataset.name, name, "data.exclude")
    rest = dataset.keep(lambda sample: composed(sample.source) not in listed)
    if not len(rest):
        raise DataError(
            Message("list.excludes_all", name=name, data=dataset.name, n=len(dataset)), code="data.exclude"
        )
    return rest
