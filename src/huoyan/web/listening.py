"""Where a server listens: a socket that is bound, its address, and the certificate that it shows there."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from huoyan.errors import ServeError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason


@dataclass(frozen=True, slots=True)
class Tls:
    cert: Path
    key: Path


def bound(host: str, port: int) -> socket.socket:
    """A socket that is bound and does not listen yet. Raises ServeError serve.listen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise not_bound(host, port, error) from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.setblocking(False)
    except OSError as error:
        made.close()
        raise not_bound(host, port, error) from error
    return made


def address_of(listener: socket.socket, tls: Tls | None) -> str:
    """`http://127.0.0.1:8000`, of a bound socket."""
    host, port = listener.getsockname()[:2]
    spelt = f"[{host}]" if ":" in host else host
    return f"{'http' if tls is None else 'https'}://{spelt}:{port}"


def not_bound(host: str, port: int, error: Exception) -> ServeError:
    """serve.listen, with the reason of the system."""
    reason = system_reason(error) if isinstance(error, OSError) else str(error)
    return ServeError(Message("web.not_bound", host=host, port=port, reason=reason), code="serve.listen")
