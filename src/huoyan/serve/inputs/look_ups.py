"""Names of hosts looked up, waited for no longer than there is time.

A look-up cannot be ended: one that is given up goes on in its thread until the resolver gives up, too.
Each has a thread of its own, so that it takes none from fetches; and there are only so many at once.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from huoyan.images.sources.deadline import within

# Gives all IP addresses of a host, for a port.
Resolve = Callable[[str, int], list[str]]
MOST = 64


class LookUps:
    """Its method is called in any thread."""

    def __init__(self, resolve: Resolve, most: int = MOST) -> None:
        self._resolve, self._room = resolve, threading.Semaphore(most)

    def addresses(self, host: str, port: int, until: float) -> list[str]:
        """until: `time.monotonic()`. Raises TimeoutError, and what the resolver raises (OSError)."""
        if not self._room.acquire(timeout=max(0.0, until - time.monotonic())):
            raise TimeoutError

        def looked_up() -> list[str]:
            try:
                return self._resolve(host, port)
            finally:
                self._room.release()

        return within(max(0.0, until - time.monotonic()), looked_up)


def looked_up(host: str, port: int) -> list[str]:
    """IPv4 first: behind many a server there is no IPv6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in sorted(found, key=lambda x: x[0] != socket.AF_INET)]
