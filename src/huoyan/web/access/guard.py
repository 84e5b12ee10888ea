"""The door before an application: what is open to all, who else may call, and how often."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from huoyan.errors import ServeError
from huoyan.web.access.caller import NOBODY, Caller
from huoyan.web.access.door import Door, Refused
from huoyan.web.access.keys import Key
from huoyan.web.access.rates import Rates
from huoyan.web.access.request_log import say_refused
from huoyan.web.shell.language import language_of
from huoyan.words import Lang

# How a refusal is written: (path, error, status, headers, language of the caller).
Refusal = Callable[[str, ServeError, int, Mapping[str, str], Lang], Response]


def as_json(path: str, error: ServeError, status: int, headers: Mapping[str, str], lang: Lang) -> Response:
    body = {"error": {"code": error.code, "message": error.told(lang)}}
    return JSONResponse(body, status, headers)


@dataclass(frozen=True, slots=True)
class Public:
    """What may be got (GET, HEAD) without a key: probes of health, and the files of a page.

    A prefix ends with a slash.
    """

    paths: frozenset[str] = frozenset({"/livez", "/readyz", "/v2/health/live", "/v2/health/ready"})
    prefixes: tuple[str, ...] = ()

    def holds(self, method: str, path: str) -> bool:
        return method in ("GET", "HEAD") and (path in self.paths or path.startswith(self.prefixes))


class Guard:
    """ASGI middleware. keys, no_auth: see `Door`."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        keys: Callable[[], Sequence[Key] | None],
        no_auth: bool = False,
        rate: float | None = None,
        public: Public = Public(),
        refusal: Refusal = as_json,
    ) -> None:
        self._app, self._door = app, Door(keys, no_auth)
        self._rates = Rates(rate) if rate else None
        self._public, self._refusal = public, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            scope["huoyan.caller"] = self._caller(scope, headers)
        except Refused as refused:
            say_refused(scope, refused.error.code)
            answer = self._refusal(
                scope["path"], refused.error, refused.status, refused.headers, language_of(headers)
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _caller(self, scope: Scope, headers: Headers) -> Caller:
        if self._public.holds(scope.get("method", "GET"), scope["path"]):
            return NOBODY
        # At once: the log names whoever calls too often, too.
        caller = scope["huoyan.caller"] = self._door.caller(headers)
        if (
            self._rates
            and caller.name
            and (wait := self._rates.wait_s(caller.name, asyncio.get_running_loop().time()))
        ):
            seconds = math.ceil(wait)
            raise Refused("rate", 429, {"retry-after": str(seconds)}, seconds=seconds)
        return caller
