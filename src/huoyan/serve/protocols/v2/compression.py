"""An answer in the encoding that the caller asked for, where that is worth it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping

# A few hundred bytes travel in one packet anyway.
WORTH = 1024
_LEVEL = 1  # half a millisecond a megabyte; what more would save costs more than it
ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, _LEVEL, mtime=0),
    "deflate": lambda body: zlib.compress(body, _LEVEL),
}


def encoded(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """The body and its Content-Encoding. accepted: Accept-Encoding, such as `gzip, deflate;q=0.5`."""
    if len(body) < WORTH or not accepted:
        return body, None
    wished = [_wish(each) for each in accepted.lower().split(",")[:20]]
    best = max((weight for weight, name in wished if name in ENCODERS), default=0.0)
    for weight, name in wished:
        if name in ENCODERS and weight == best > 0:
            return ENCODERS[name](body), name
    return body, None


def _wish(text: str) -> tuple[float, str]:
    name, _, weight = text.partition(";")
    _, _, number = weight.partition("q=")
    try:
        return (float(number) if number.strip() else 1.0), name.strip()
    except ValueError:
        return 0.0, name.strip()
