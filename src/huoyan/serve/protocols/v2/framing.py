"""JSON and what may follow it: a body of the binary tensor extension taken apart, and put together.

`Inference-Header-Content-Length` says how much of a body, unpacked, is JSON. 0 says that there is none: the
body is the one element of the one input.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.artifact.bounded_json import read_bounded
from huoyan.errors import ServeError
from huoyan.text import shortened
from huoyan.words import Message

HEADER = "Inference-Header-Content-Length"


@dataclass(frozen=True, slots=True)
class Framed:
    """head: the JSON object, None where the body has none. tail: what follows it."""

    head: Mapping[str, Any] | None
    tail: bytes


def take_apart(body: bytes, json_length: str | None) -> Framed:
    """A body, and what its header says of the JSON in it. Raises ServeError serve.frame, serve.json."""
    length = len(body) if json_length is None else _length(json_length, len(body))
    if json_length is not None and length == 0:
        return Framed(None, body)
    return Framed(read_object(body[:length]), body[length:])


def read_object(content: bytes) -> dict[str, Any]:
    """Raises ServeError serve.json unless it is one JSON object."""
    try:
        found = read_bounded(content)
    except ValueError as error:
        raise ServeError(Message("v2.json", reason=error.args[0]), code="serve.json") from error
    if not isinstance(found, dict):
        raise ServeError(Message("v2.no_object", kind=type(found).__name__), code="serve.json")
    return found


def put_together(head: Mapping[str, Any], parts: Iterable[bytes]) -> tuple[bytes, int | None]:
    """The body, and how much of it is JSON; None where all of it is."""
    # ASCII: an id that the caller gave may hold what is no Unicode, and has to go back as it came.
    content = json.dumps(head, allow_nan=False, separators=(",", ":")).encode()
    tail = b"".join(parts)
    return content + tail, len(content) if tail else None


def _length(given: str, size: int) -> int:
    text = given.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 12 and int(text) <= size):
        raise ServeError(
            Message("v2.json_length", header=HEADER, given=shortened(text, 40), size=size),
            code="serve.frame",
        )
    return int(text)
