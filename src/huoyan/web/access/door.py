"""Who may call a server, by what stands in the head of a request.

With keys every call shows one. Without keys, on loopback, whoever sits at this machine may call everything;
a page of somebody else, open in a browser here, may not: neither by a request across sites nor by a name that
it lets point here (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from huoyan.errors import ServeError
from huoyan.web.access.caller import NOBODY, Caller
from huoyan.web.access.exposure import is_loopback
from huoyan.web.access.keys import Key, holder
from huoyan.words import Message

# What proxies add: then whoever calls need not sit at this machine, although the proxy does.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


class Refused(Exception):
    """headers: of the answer."""

    def __init__(
        self, which: str, status: int, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        code = "serve." + which.partition("_")[0]
        self.error = ServeError(Message(f"access.{which}", **values), code=code)
        self.status, self.headers = status, headers or {}


class Door:
    """keys: gives those of today, or None where none are asked for."""

    def __init__(self, keys: Callable[[], Sequence[Key] | None], no_auth: bool = False) -> None:
        self._keys, self._no_auth = keys, no_auth

    def caller(self, headers: Mapping[str, str]) -> Caller:
        """headers: by their names in lower case. Raises Refused."""
        keys = self._keys()
        if keys is not None:
            return _of_key(headers, keys)
        return NOBODY if self._no_auth else _of_loopback(headers)


def key_in(headers: Mapping[str, str]) -> str | None:
    """`Authorization: Bearer KEY` or `X-API-Key: KEY`; never from the address, which ends up in logs."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return headers.get("x-api-key", "").strip() or None


def _of_key(headers: Mapping[str, str], keys: Sequence[Key]) -> Caller:
    shown = key_in(headers)
    found = holder(keys, shown or "")
    if found is None:
        which = "key_unknown" if shown else "key_missing"
        raise Refused(which, 401, {"www-authenticate": "Bearer"})
    return Caller(found.name, found.role)


def _of_loopback(headers: Mapping[str, str]) -> Caller:
    host = headers.get("host", "")
    if not _is_here(host):
        raise Refused("forbidden_host", 403)
    if any(name in headers for name in _FORWARDED):
        raise Refused("forbidden_proxy", 403)
    foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    origin = headers.get("origin")
    if foreign or (origin is not None and _host_of_origin(origin) != host.lower()):
        raise Refused("forbidden_origin", 403)
    return Caller("", "admin")


@lru_cache(maxsize=64)
def _is_here(host: str) -> bool:
    """Of a Host header, with or without its port: `[::1]:8000`."""
    if host.startswith("["):
        return is_loopback(host[1:].partition("]")[0])
    return is_loopback(host.rpartition(":")[0] or host)


def _host_of_origin(origin: str) -> str:
    """`http://localhost:8000` gives `localhost:8000`; `null` and what is no origin give nothing."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
