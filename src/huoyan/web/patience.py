"""What stands before uvicorn on each connection: bounds on waiting for a request, and refusals on sight.

A connection on which no request comes, or only its beginning, is closed and holds nothing up.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config

from huoyan.web.turning_away import TurnAway, nobody, posted

LAST_S = 1.0  # and so long where the server ends and it has just been accepted
HEADER_S = 10.0  # a connection may take so long until a request has begun to be answered
# Bytes that asyncio reads in one go: for its own 256 kB the system maps and unmaps memory each time.
AT_ONCE = 64 << 10
MOST_HEADER = 64 << 10
REFUSED = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class _Patience(asyncio.Protocol):
    """In front of uvicorn's protocol, from which the undeclared attributes are."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    cycle: Any
    timeout_keep_alive: int
    timeout_keep_alive_handler: Any
    timeout_keep_alive_task: asyncio.TimerHandle | None
    turn_away: TurnAway = staticmethod(nobody)
    _waits: asyncio.TimerHandle | None = None
    _head = 0
    _last = False
    _unread = 0  # bytes of a request that was refused on sight

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if hasattr(transport, "max_size"):
            transport.max_size = AT_ONCE
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._unread:
            data = self._thrown_away(data)
        if not data or self._turned_away(data):
            return
        super().data_received(data)
        if self._answering():
            self._wait_no_more()
            return
        self._head += len(data)
        if self._head > MOST_HEADER and not self.transport.is_closing():
            self.transport.write(REFUSED)
            self.transport.close()
        elif self._waits is None and not self.transport.is_closing():
            self._wait()

    def _turned_away(self, data: bytes) -> bool:
        """Only between requests: what has begun to come in another way goes on so."""
        if self._head or self._last or self._answering() or self.transport.is_closing():
            return False
        asked = posted(data)
        answer = None if asked is None else self.turn_away(asked)
        if asked is None or answer is None:
            return False
        self._unread = asked.missing
        self.transport.write(answer)
        self._wait_no_more()
        self._keep_alive_anew()
        return True

    def _thrown_away(self, data: bytes) -> bytes:
        """What follows on the rest of a refused request."""
        rest = data[self._unread :]
        self._unread = max(0, self._unread - len(data))
        return rest

    def _keep_alive_anew(self) -> None:
        """As uvicorn does after an answer of its own."""
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def shutdown(self) -> None:
        """The server ends. uvicorn would close a new connection although its request is on the way."""
        if self.cycle is None and not self._last:
            self._last = True
            self.loop.call_later(LAST_S, self.shutdown)
        elif not self.transport.is_closing():
            super().shutdown()  # type: ignore[misc]  # of uvicorn's protocols

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waits = self.loop.call_later(HEADER_S, self._give_up)

    def _wait_no_more(self) -> None:
        self._head = 0
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _give_up(self) -> None:
        self._waits = None
        if not self._answering() and not self.transport.is_closing():
            self.transport.close()


def patient(config: Config, turn_away: TurnAway = nobody) -> type[asyncio.Protocol]:
    """uvicorn's protocol (httptools' where that is installed, else h11's) with bounds on what comes before a
    request: uvicorn itself waits for ever.
    """
    config.load()
    more = {"turn_away": staticmethod(turn_away)}
    return type("Patient", (_Patience, config.http_protocol_class), more)
