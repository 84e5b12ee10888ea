"""The door of a server: who may call what, how often, and from which pages.

With keys every call shows one, but for what is public. Without keys, on loopback, whoever sits at this
machine may call everything; a page of somebody else, open in a browser here, may not: neither by a request
across sites nor by a name that it lets point here (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from huoyan.errors import ServeError
from huoyan.web.access.caller import NOBODY, Caller
from huoyan.web.access.exposure import is_loopback
from huoyan.web.access.keys import Key, holder
from huoyan.web.access.rates import Rates
from huoyan.web.access.request_log import say_refused
from huoyan.words import Message

# What proxies add: then whoever calls need not sit at this machine, although the proxy does.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
# How a refusal is written: (path, error, status, headers).
Refusal = Callable[[str, ServeError, int, Mapping[str, str]], Response]


def as_json(path: str, error: ServeError, status: int, headers: Mapping[str, str]) -> Response:
    body = {"error": {"code": error.code, "message": str(error.message)}}
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
    """ASGI middleware. keys: gives those of today, or None where none are asked for."""

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
        self._app, self._keys, self._no_auth = app, keys, no_auth
        self._rates = Rates(rate) if rate else None
        self._public, self._refusal = public, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            scope["huoyan.caller"] = self._caller(scope)
        except _Refused as refused:
            say_refused(scope, refused.error.code)
            answer = self._refusal(scope["path"], refused.error, refused.status, refused.headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _caller(self, scope: Scope) -> Caller:
        headers = Headers(scope=scope)
        keys = self._keys()
        if self._public.holds(scope.get("method", "GET"), scope["path"]):
            return NOBODY
        if keys is None and self._no_auth:
            return NOBODY
        caller = self._of_loopback(headers) if keys is None else self._of_key(headers, keys)
        if (
            self._rates
            and caller.name
            and (wait := self._rates.wait_s(caller.name, asyncio.get_running_loop().time()))
        ):
            seconds = math.ceil(wait)
            raise _Refused("rate", 429, {"retry-after": str(seconds)}, seconds=seconds)
        return caller

    def _of_loopback(self, headers: Headers) -> Caller:
        if not is_loopback(host_of(headers.get("host", ""))):
            raise _Refused("forbidden_host", 403)
        if any(name in headers for name in _FORWARDED):
            raise _Refused("forbidden_proxy", 403)
        foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        origin = headers.get("origin")
        if foreign or (origin is not None and urlsplit_host(origin) != headers.get("host", "").lower()):
            raise _Refused("forbidden_origin", 403)
        return Caller("", "admin")

    def _of_key(self, headers: Headers, keys: Sequence[Key]) -> Caller:
        shown = key_in(headers)
        found = holder(keys, shown or "")
        if found is None:
            which = "key_unknown" if shown else "key_missing"
            raise _Refused(which, 401, {"www-authenticate": "Bearer"})
        return Caller(found.name, found.role)


def key_in(headers: Headers) -> str | None:
    """`Authorization: Bearer KEY` or `X-API-Key: KEY`; never from the address, which ends up in logs."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return headers.get("x-api-key", "").strip() or None


def host_of(header: str) -> str:
    """The Host header without its port: `[::1]:8000` gives `::1`."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.rpartition(":")[0] or header


def urlsplit_host(origin: str) -> str:
    """`http://localhost:8000` gives `localhost:8000`; `null` and what is no origin give nothing."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class _Refused(Exception):
    def __init__(
        self, which: str, status: int, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        code = "serve." + which.partition("_")[0]
        self.error = ServeError(Message(f"access.{which}", **values), code=code)
        self.status, self.headers = status, headers or {}
