"""What the reader and its decoder, a child process, say to each other: a JSON line each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields

# A line of its own among what the decoder's libraries say on stderr: what follows belongs to another source.
MARK = "\0"


@dataclass(frozen=True, slots=True)
class Order:
    """Reader to decoder: read this.

    engine: of ENGINES in `child`. start, end: seconds of the stream.
    live: only the newest frame counts. paced: a file as if it were live.
    options: of FFmpeg's libraries, as OpenCV takes them: `name;value|name;value`.
    """

    source: str = field(repr=False)  # it may hold a password
    engine: str
    start: float = 0.0
    end: float | None = None
    live: bool = False
    paced: bool = False
    options: str = ""
    max_pixels: int = 1 << 40
    ring_bytes: int = 1 << 26
    open_s: float = 20.0
    stall_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Free:
    """Reader to decoder: the slot has been read. To a live one: give me the newest frame."""

    slot: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Reader to decoder: enough of this source."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Decoder to reader: what the source declares. `slots` frames fit into the shared memory."""

    width: int
    height: int
    frames_per_second: float | None
    frames: int | None
    seconds: float | None
    slots: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Decoder to reader: a frame lies in the slot. arrived: by `time.monotonic`, common to all."""

    slot: int
    seconds: float
    index: int
    arrived: float


@dataclass(frozen=True, slots=True)
class Busy:
    """Decoder to reader: still on the way to the first frame that is wanted."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Decoder to reader: no more frames."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Decoder to reader: the source cannot be read. code: as `failures` knows them. reason: of a library."""

    code: str
    reason: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Stopped:
    """Decoder to reader: ready for another order."""


FromReader = Order | Free | Stop
FromDecoder = Opened | Shown | Busy | Ended | Failed | Stopped
Said = FromReader | FromDecoder
_KINDS: dict[str, type[Said]] = {
    kind.__name__: kind
    for kind in (Order, Free, Stop, Opened, Shown, Busy, Ended, Failed, Stopped)
}  # fmt: skip
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in _KINDS.values()}


def line(said: Said) -> bytes:
    """The message as a line."""
    kind = type(said)
    # In ASCII, so that names that are no valid Unicode pass as well.
    return json.dumps([kind.__name__, *(getattr(said, name) for name in _FIELDS[kind])]).encode() + b"\n"


def heard(text: bytes) -> Said:
    """The message of a line."""
    name, *values = json.loads(text)
    return _KINDS[name](*values)
