"""Lists of pictures in CSV that keep every name exactly, blanks and line ends included; by hand, or ours."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from huoyan.data.formats.rows.read import PARQUET, Rows, read_rows
from huoyan.errors import DataError, UsageError
from huoyan.system.disk_space import what_to_do
from huoyan.text import nfc, printable, spelt
from huoyan.words import Listed, Message, counted
from huoyan.words.foreign_reason import system_reason

T = TypeVar("T")


def write_list(path: str | Path, header: Sequence[str], cells: Iterable[Sequence[str]], code: str) -> None:
    """A CSV file in UTF-8 that `read_list` reads again. UsageError `code` where it cannot be written."""
    path = Path(path)
    lines = "".join(",".join(map(_quoted, row)) + "\n" for row in (header, *cells))
    there = path.exists()
    try:
        path.write_bytes(lines.encode())
    except OSError as error:
        if not there:  # no half a list is left to be taken for a whole one
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        do = what_to_do(error, full="disk.free_or_place", otherwise="disk.writable_or_place")
        said = Message("list.not_written", path=path, error=system_reason(error), remedy=do)
        raise UsageError(said, code=code) from error


def _quoted(cell: str) -> str:
    """csv.writer leaves a carriage return bare, which ends the line for every reader."""
    text = printable(cell)
    plain = text == text.strip() and not any(mark in text for mark in ',;\t"\r\n')
    return text if plain else '"' + text.replace('"', '""') + '"'


def read_list(path: Path) -> Rows:
    """The rows of a list, cells of CSV as they are. Codes: data.rows, data.permission, data.missing."""
    if path.suffix.lower() in PARQUET:
        return read_rows(path)
    try:
        text = _decoded(path.read_bytes())
    except PermissionError as error:
        raise DataError(Message("list.not_allowed", path=path), code="data.permission") from error
    except OSError as error:
        raise DataError(
            Message("list.not_read", path=path, error=system_reason(error)), code="data.missing"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        said = Message("list.bad_line", path=path, line=reader.line_num, error=str(error))
        raise DataError(said, code="data.rows") from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    padded = [[*row, *[""] * (len(header) - len(row))] for row in rows[1:]]
    return Rows(tuple(header), padded, lines[1:])


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what spreadsheets in China write."""
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "backslashreplace")


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def column(rows: Rows, name: str, path: Path, expected: tuple[str, ...], code: str) -> int:
    """The place of a column, in any case; DataError `code` where it is not there."""
    names = [header.casefold() for header in rows.header]
    if name not in names:
        raise DataError(
            Message(
                "list.no_column",
                path=path,
                name=name,
                columns=Listed(rows.header, 12) or Message("list.no_columns"),
                expected=Listed(expected, None, "and"),
            ),
            code=code,
        )
    return names.index(name)


def matched(named: Mapping[str, T], sources: Sequence[str], data: str, name: str, code: str) -> dict[str, T]:
    """What a list says, by the data's own sources; DataError `code` where it names one that is not there.

    `sources` as `composed` gives them. A name that is not there as it stands is tried without the blanks
    around it, and as the name of a file that looks like an escaped one.
    """
    there = set(sources)
    found: dict[str, T] = {}
    unknown = []
    for written, value in named.items():
        ways = (written, written.strip(), spelt(written), spelt(written.strip()))
        source = next((way for way in map(composed, ways) if way in there), None)
        if source is None:
            unknown.append(written)
        elif source not in found or source == composed(written):
            found[source] = value
    if not unknown:
        return found
    near = get_close_matches(unknown[0], sources[:20_000], n=1, cutoff=0.7)
    hint = (
        Message("list.did_you_mean", near=near[0])
        if near
        else Message("list.paths_like", sources=Listed(sources[:3], 2))
    )
    pictures = counted(len(unknown), "picture")
    raise DataError(
        Message("list.unknown", name=name, pictures=pictures, data=data, unknown=Listed(unknown), hint=hint),
        code=code,
    )


def composed(source: str) -> str:
    """How a source stands in such a file: valid Unicode, composed (macOS hands names out decomposed)."""
    return nfc(printable(source))
