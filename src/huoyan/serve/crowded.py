"""The short answer to a picture for which there is no room: 429, made once and given to all alike."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote

from huoyan.errors import ServeError
from huoyan.serve.engine import Busy, Served, Shelf
from huoyan.serve.observe.refused_on_sight import RefusedOnSight
from huoyan.serve.protocols.refusal import refusal
from huoyan.serve.serving import Serving
from huoyan.serve.statuses import headers_of, status_of
from huoyan.web.access.door import Door, Refused
from huoyan.web.access.headers import secure
from huoyan.web.shell.language import language_of
from huoyan.web.turning_away import Posted
from huoyan.words import Lang

# The routes of the calls that look at pictures.
ROUTES = (
    "/models/{model}",
    "/predict",
    "/v2/models/{model}/infer",
    "/models/{model}/predict",
    "/",
    "/v2/models/{model}/versions/{version}/infer",
)
_PATTERNS = {
    route: re.compile(route.replace("{model}", "(?P<model>[^/]+)").replace("{version}", "[^/]+"))
    for route in ROUTES
}
_OURS, _V2 = "/predict", "/v2"


class Crowded:
    """Satisfies `web.turning_away.TurnAway`. Used in the event loop alone.

    door: who may not call is told so by the application: neither takes a place from who may, nor learns which
    models there are and that there is no room for them.
    """

    def __init__(self, shelf: Shelf, serving: Serving, door: Door, refused: RefusedOnSight) -> None:
        self._shelf, self._deadline_s = shelf, serving.deadline_s
        self._door, self._refused = door, refused
        self._made: dict[tuple[str, Lang, int, int], bytes] = {}

    def __call__(self, asked: Posted) -> bytes | None:
        found = asked_of(self._shelf, asked.path)
        if found is None or not self._shelf.ready:  # at the end each answer says that it is the last
            return None
        route, served = found
        headers = asked.headers()
        try:
            caller = self._door.caller(headers)
        except Refused:
            return None
        if served.let_in(time.monotonic() + self._deadline_s):
            return None
        self._refused.add(route, served.name, caller.name)
        if route.startswith(f"{_V2}/"):
            return self._answer(_V2, "en", served)
        return self._answer(_OURS, language_of(headers), served)

    def _answer(self, protocol: str, lang: Lang, served: Served) -> bytes:
        key = (protocol, lang, served.queue, served.retry_after_s)
        if key not in self._made:
            busy = Busy(*key[2:])
            made = refusal(protocol, busy, status_of(busy), headers_of(busy), lang)
            secure(made.headers)
            head = b"".join(b"%s: %s\r\n" % pair for pair in made.raw_headers)
            status = b"HTTP/1.1 429 Too Many Requests\r\n"
            self._made[key] = status + head + b"\r\n" + bytes(made.body)
        return self._made[key]


def asked_of(shelf: Shelf, path: str) -> tuple[str, Served] | None:
    """The route of a call that looks at pictures, and the model that it names; None for any other."""
    for route, pattern in _PATTERNS.items():
        if call := pattern.fullmatch(path):
            name = call.groupdict().get("model")
            try:
                return route, shelf.get(None if name is None else unquote(name))
            except ServeError:
                return None
    return None
