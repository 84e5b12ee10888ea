"""Pictures to answer for that a table names: the file of each row, in order, or why there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from huoyan.data.formats.cells.places import locate_all
from huoyan.data.formats.columns.roles import paths_at
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.rows.read import read_rows
from huoyan.data.formats.tables.table_files import SUFFIXES
from huoyan.data.say import Say
from huoyan.errors import ImageError
from huoyan.images.decoding.formats import HEAD, sniff
from huoyan.images.files import open_file, read_bytes
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.source import Source, expand, unreachable
from huoyan.images.video.kinds import is_video
from huoyan.text import named, printable, spelt
from huoyan.words import Message


def expand_any(
    source: str | os.PathLike[str],
    *,
    tables: bool = False,
    limits: Limits = DEFAULT,
    say: Say = lambda remark: None,
    reading: Reading = AS_IT_IS,
) -> Iterator[Source]:
    """What `images.sources.source.expand` takes, web addresses too; with `tables` also a table of paths.

    Raises UsageError; DataError where a table does not say its files (`reading` says them); ImageError
    image.format for a table where none is expected, image.video.
    """
    text = os.fsdecode(source)
    if is_table(text) and tables:
        return iter(_of_table(Path(text), limits, say, reading))
    if is_table(text):
        raise ImageError(Message("table_source.alone", path=text), code="image.format")
    if is_video_file(text):
        raise ImageError(Message("predict.video_of_pictures", path=text), code="image.video")
    return expand(text, allow_network=True, limits=limits, say=say)


def only_tables(sources: Sequence[object]) -> bool:
    """Whether all sources are tables. Beside pictures (photos/*) a table describes them: it is no source."""
    return all(isinstance(x, str | os.PathLike) and is_table(os.fsdecode(x)) for x in sources)


def is_video_file(text: str) -> bool:
    """A file that ends like a video."""
    try:
        return is_video(Path(text)) and Path(text).is_file()
    except (OSError, ValueError):  # `expand` says why
        return False


def is_table(text: str) -> bool:
    """A file that ends like a table, and does not begin like a picture."""
    path = Path(text)
    try:
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            return False
        with open_file(path) as stream:
            return sniff(stream.read(HEAD), path.name) is None
    except (OSError, ValueError, ImageError):  # `expand` says why
        return False


def _of_table(table: Path, limits: Limits, say: Say, reading: Reading) -> list[Source]:
    """Paths count from the table's folder, as in training."""
    rows = read_rows(table, strip=False, encoding=reading.encoding)
    cells = rows.column(paths_at(rows, table, reading))
    files = locate_all(table.parent, cells, printable(table.name), None, say)
    return [
        Source(spelt(str(file)), partial(read_bytes, file, limits))
        if file is not None
        else _missing(table, cell, line)
        for file, cell, line in zip(files, cells, rows.lines, strict=True)
    ]


def _missing(table: Path, cell: str, line: int) -> Source:
    where = {"table": table, "line": line, "folder": named(table.parent)}
    if cell.strip():
        name, said = spelt(str(table.parent / cell)), Message("table_source.not_there", file=cell, **where)
    else:
        name = f"{printable(str(table))}, line {line}"
        said = Message("table_source.no_file", **where)
    return unreachable(name, ImageError(said, code="image.missing"))
