"""Which hosts pictures may be fetched from, and an address in the one form that is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from huoyan.errors import ServeError, UsageError
from huoyan.words import Message

PORTS = {"http": 80, "https": 443}
_MOST_URL = 4096
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
# What every resolver takes for a number: 2130706433, 0x7f.1, 0177.0.0.1. No name of the internet ends so.
_NUMBER = re.compile(r"(\d+|0x[0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Target:
    """An address whose parts were checked; `host` is lower case, ASCII, and a name: never a number."""

    scheme: str
    host: str
    port: int
    path: str  # with its query


@dataclass(frozen=True, slots=True)
class _Rule:
    host: str
    port: int | None
    below: bool  # of `*.example.com`

    def allows(self, target: Target) -> bool:
        port = target.port == (self.port or PORTS[target.scheme])
        return port and (target.host.endswith(f".{self.host}") if self.below else target.host == self.host)


class AllowedHosts:
    """Of `images.example.com`, `*.example.com` (every host below it), each with a port where it is not the
    usual one. Raises UsageError usage.url_hosts.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        self._rules = tuple(_rule(host) for host in hosts)

    def target(self, url: str) -> Target:
        """Raises ServeError serve.address.url, serve.address.host."""
        found = target_of(url)
        if not any(rule.allows(found) for rule in self._rules):
            message = Message("serving.address_host", host=found.host, port=found.port)
            raise ServeError(message, code="serve.address.host")
        return found


def target_of(url: str) -> Target:
    """`url` read in one way only: what programs understand differently is refused. Raises ServeError
    serve.address.url.
    """
    if len(url) > _MOST_URL or "\\" in url or any(c <= " " or c == "\x7f" for c in url):
        raise _wrong()
    try:
        parts = urlsplit(url)
        port = parts.port
        host = ascii_host(parts.hostname or "")
    except ValueError as error:
        raise _wrong() from error
    if parts.scheme not in PORTS or "@" in parts.netloc or host is None or port == 0:
        raise _wrong()
    path = quote(parts.path or "/", safe="/%:=&?~#+!$,;'@()*[]-._")
    query = f"?{quote(parts.query, safe='/%:=&?~+!$,;@()*[]-._')}" if parts.query else ""
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path + query)


def ascii_host(host: str) -> str | None:
    """`Bücher.example.` gives `xn--bcher-kva.example`; None for what is no name of the internet: a number by
    any spelling, one label alone, anything odd. What looks like ASCII is what it looks like (NFKC).
    """
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    if not _HOST.fullmatch(name) or _NUMBER.fullmatch(name.rpartition(".")[2]):
        return None
    return name


def _rule(text: str) -> _Rule:
    name, colon, port = text.strip().partition(":")
    below = name.startswith("*.")
    host = ascii_host(name.removeprefix("*."))
    if host is None or (colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536)):
        raise UsageError(Message("serving.url_host", host=text), code="usage.url_hosts")
    return _Rule(host, int(port) if colon else None, below)


def _wrong() -> ServeError:
    """The address is not repeated: it may hold a password."""
    return ServeError(Message("serving.address_wrong"), code="serve.address.url")
