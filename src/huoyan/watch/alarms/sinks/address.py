"""The address of a sink as the user wrote it, and a name for it that gives no secret away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from huoyan.errors import UsageError
from huoyan.words import Message

PICTURE = "picture"  # after a #: the picture goes along
_AS_IT_IS = "!$%&'()*+,/:;=?@~"


@dataclass(frozen=True, slots=True)
class Address:
    """url: without what stands after #. host: an IPv6 one without brackets. port: None for the usual one.

    name: scheme and host, and some digits that tell two addresses of one host apart: a path may be a secret.
    """

    url: str
    scheme: str
    host: str
    port: int | None
    path: str
    picture: bool
    name: str


def parse_address(value: str) -> Address:
    """Raises UsageError where `value` has no host, a password, or something else than `#picture` after it."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused("alarms.no_address", value.partition("@")[2] or value) from error
    if "@" in parts.netloc:
        raise _refused("alarms.password_in_address", f"{parts.scheme}://...@{host}")
    if not host:
        raise _refused("alarms.no_address", value)
    if "#" in value and parts.fragment != PICTURE:
        shown = f"{parts.scheme}://{parts.netloc}/...#{parts.fragment}"  # the path may be a secret
        raise _refused("alarms.unknown_fragment", shown)
    url = parts._replace(fragment="").geturl()
    name = f"{parts.scheme}://{parts.netloc} ({hashlib.sha256(url.encode()).hexdigest()[:8]})"
    return Address(url, parts.scheme, host, port, parts.path, parts.fragment == PICTURE, name)


def in_ascii(url: str) -> str:
    """As HTTP takes it: the host as IDNA 2003 spells it, all else in percent. Raises UsageError."""
    parts = urlsplit(url)
    try:
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
    except UnicodeError as error:
        raise _refused("alarms.no_address", url) from error
    path, query = (quote(each, safe=_AS_IT_IS) for each in (parts.path, parts.query))
    return parts._replace(netloc=host, path=path, query=query).geturl()


def _refused(key: str, value: str) -> UsageError:
    return UsageError(Message(key, value=value), code="usage.send")
