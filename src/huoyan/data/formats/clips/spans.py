"""Times in the cells of a table: where in its file a clip begins, and where it ends or how long it is."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from huoyan.data.formats.columns.column_names import key
from huoyan.data.formats.rows.grid import Rows
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, warning


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


START = _words(
    """
    start starts startsec startsecs startsecond startseconds starttime starttimes startat begin begins
    begintime tstart timestart from onset 开始 开始时间 起始 起始时间
    """
)
END = _words(
    """
    end ends endsec endsecs endsecond endseconds endtime endtimes endat stop stops stoptime tend timeend to
    until 结束 结束时间 终止 终止时间
    """
)
# What a start without an end goes on for.
DURATION = _words("duration durations durationsec durationsecs durationseconds dur durs 时长 持续时间")
# Beside an onset it is the end; beside a duration, the start.
OFFSET = "offset"
# Where a clip begins or ends, but not in seconds.
_COUNTED = re.compile(
    r"(start|begin|onset|first|end|stop|offset|last)(time)?(frame\w*|idx|index|ms|msec\w*|milli\w*|samples?)"
    r"|frame(start|begin|end|stop|from|to)"
)
_CLOCK = re.compile(r"(?:(\d+):(?=[0-5]?\d:))?(\d{1,2}):([0-5]?\d(?:[.,]\d+)?)")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file in seconds; `end` None: to its end."""

    start: float = 0.0
    end: float | None = None

    @property
    def whole(self) -> bool:
        return self.start == 0 and self.end is None

    def named(self, source: str) -> str:
        """The source with its part, as Media Fragments (W3C) write it: `a.mp4#t=1.5,4`."""
        if self.whole:
            return source
        return f"{source}#t={self.start:g}" + ("" if self.end is None else f",{self.end:g}")


WHOLE = Span()


@dataclass(frozen=True, slots=True)
class SpanColumns:
    """Places of the columns of times; None for one that is not there. duration: where there is no end.
    unread: columns that tell parts of files in frames or milliseconds.
    """

    start: int | None
    end: int | None
    duration: int | None = None
    unread: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(at for at in (self.start, self.end, self.duration) if at is not None)


def span_columns(rows: Rows, other: Collection[str] = ()) -> SpanColumns:
    """By name; `other` are keys of columns that are named for something else. An end without a start counts
    from the beginning."""
    keys = ["" if key(name) in other else key(name) for name in rows.header]
    start, end, duration = (_first(keys, names) for names in (START, END, DURATION))
    offset = _first(keys, (OFFSET,))
    if start is None and duration is not None:
        start = offset
    elif end is None and start is not None and keys[start] == "onset":
        end = offset
    if start is None and end is None:
        return SpanColumns(None, None, None, tuple(at for at, name in enumerate(keys) if _counted(name)))
    return SpanColumns(start, end, duration if end is None else None)


def _first(keys: Sequence[str], names: Sequence[str]) -> int | None:
    return next((keys.index(name) for name in names if name in keys), None)


def _counted(name: str) -> bool:
    return _COUNTED.fullmatch(name) is not None


def spans_of(rows: Rows, columns: SpanColumns, say: Say) -> list[Span | None]:
    """The span of each row; None, which is said, for one that cannot be. DataError data.columns if most."""
    spans = [_span(cells, columns) for cells in rows.cells]
    wrong = [at for at, span in enumerate(spans) if span is None]
    if not wrong:
        return spans
    names = Listed(map(rows.name, columns.places))
    shown = Listed(
        [", ".join(rows.cells[at][place] for place in columns.places) for at in wrong], 3, "semicolon"
    )
    lines = Listed(rows.lines[at] for at in wrong)
    told = Message(
        "clips.no_span",
        rows=counted(len(wrong), "row"),
        total=len(spans),
        columns=names,
        examples=shown,
        lines=lines,
    )
    if 2 * len(wrong) > len(spans):
        raise DataError(told, code="data.columns")
    say(warning("clips.spans_left_out", told=told))
    return spans


def _span(cells: Sequence[str], columns: SpanColumns) -> Span | None:
    start = 0.0 if columns.start is None else seconds_in(cells[columns.start], 0.0)
    end = math.inf if columns.end is None else seconds_in(cells[columns.end], math.inf)
    if columns.duration is not None and start is not None:
        lasts = seconds_in(cells[columns.duration], math.inf)
        end = None if lasts is None else round(start + lasts, 6)
    if start is None or end is None or not 0 <= start < end:
        return None
    return Span(start, None if end == math.inf else end)


def seconds_in(cell: str, empty: float) -> float | None:
    """`1.5`, `1:02.5` or `1:00:02`; `empty` where nothing is said, None where it is no time."""
    bare = cell.strip()
    if not bare:
        return empty
    if clock := _CLOCK.fullmatch(bare):
        hours, minutes, seconds = clock.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
