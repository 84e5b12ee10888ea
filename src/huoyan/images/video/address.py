"""Addresses of cameras as they may be shown: without user, password and keys."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

HIDDEN = "***"
# Of a query, what these are called may be shown; whatever else is there may be a password.
_SHOWN = frozenset({"channel", "subtype", "stream", "profile", "unicast", "proto", "resolution", "fps"})
# Cameras that take them in the path: /user=admin_password=secret_channel=1_stream=0.sdp
_IN_PATH = re.compile(r"(?i)((?:user|usr|username|pass|pwd|passwd|password|token|key|auth)=)([^_&/;]*)")

# As pathlib leaves an address. One letter is a drive.
_ONE_SLASH = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/[^/]")


def masked(source: str) -> str:
    """The source without secrets: `rtsp://***@10.0.0.7/live?channel=1&key=***`."""
    if "://" not in source:
        slip = _ONE_SLASH.match(source)
        return masked(source.replace(":/", "://", 1)) if slip and "@" in source else source
    parts = _split(source)
    if parts is None or _astray(source, parts):
        return f"{source.partition('://')[0]}://{HIDDEN}"
    at = f"{HIDDEN}@" if "@" in parts.netloc else ""
    netloc = at + parts.netloc.rpartition("@")[2]
    query = "&".join(_shown(pair) for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit((parts.scheme, netloc, _IN_PATH.sub(rf"\1{HIDDEN}", parts.path), query, ""))


def without_secrets(text: str, source: str) -> str:
    """What a library said, where it repeats the source or its user and password."""
    text = text.replace(source, masked(source))
    for secret in sorted(_secrets(source), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def _split(source: str) -> SplitResult | None:
    try:
        return urlsplit(source)
    except ValueError:
        return None


def _astray(source: str, parts: SplitResult) -> str:
    """What may be user and password where these hold a / ? or #, so that the address ends before them."""
    behind = source.partition("://")[2].removeprefix(parts.netloc)
    return f"{parts.netloc}{behind.rpartition('@')[0]}" if ":" in parts.netloc and "@" in behind else ""


def _shown(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return pair if name.lower() in _SHOWN or not value else f"{name}{equals}{HIDDEN}"


def _secrets(source: str) -> set[str]:
    parts = _split(source) if "://" in source else None
    if parts is None:
        return set()
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    found = {parts.netloc.rpartition("@")[0], user, password}
    found |= {_astray(source, parts), *_astray(source, parts).split(":", 1)}
    found |= {value for name, value in parse_qsl(parts.query) if name.lower() not in _SHOWN}
    found |= {value for _, value in _IN_PATH.findall(parts.path)}
    found |= {unquote(secret) for secret in found}
    return {secret for secret in found if len(secret) > 2}  # "1" or "on" would blot out the whole text
