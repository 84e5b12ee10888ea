"""The short answer to a picture for which there is no room: 429, made once and given to all alike."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote

from huoyan.errors import ServeError
from huoyan.serve.engine import Busy, Served, Shelf
from huoyan.serve.protocols.refusal import refusal
from huoyan.serve.serving import Serving
from huoyan.serve.statuses import headers_of, status_of

# The calls that look at pictures; what they name in the middle is the model.
_CALLS = re.compile(
    r"/(?:predict)?|/models/([^/]+)(?:/predict)?|/v2/models/([^/]+)(?:/versions/[^/]+)?/infer"
)
_OURS, _V2 = "/predict", "/v2"


class Crowded:
    """Satisfies `web.turning_away.TurnAway`. Used in the event loop alone."""

    def __init__(self, shelf: Shelf, serving: Serving) -> None:
        self._shelf, self._deadline_s = shelf, serving.deadline_s
        self._made: dict[tuple[str, int, int], bytes] = {}

    def __call__(self, path: str) -> bytes | None:
        served = asked_of(self._shelf, path)
        if served is None or served.let_in(time.monotonic() + self._deadline_s):
            return None
        return self._answer(_V2 if path.startswith(f"{_V2}/") else _OURS, served)

    def _answer(self, protocol: str, served: Served) -> bytes:
        key = (protocol, served.queue, served.retry_after_s)
        if key not in self._made:
            busy = Busy(*key[1:])
            made = refusal(protocol, busy, status_of(busy), headers_of(busy))
            head = b"".join(b"%s: %s\r\n" % pair for pair in made.raw_headers)
            status = b"HTTP/1.1 429 Too Many Requests\r\n"
            self._made[key] = status + head + b"\r\n" + bytes(made.body)
        return self._made[key]


def asked_of(shelf: Shelf, path: str) -> Served | None:
    """The model that a call to this path looks at pictures with; None where it is no such call."""
    call = _CALLS.fullmatch(path)
    if call is None:
        return None
    name = call[1] or call[2]
    try:
        return shelf.get(None if name is None else unquote(name))
    except ServeError:
        return None
