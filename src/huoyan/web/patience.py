"""Connections on which no request comes, or only its beginning: they are closed, and hold nothing up."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config

LAST_S = 1.0  # and so long where the server ends and it has just been accepted
HEADER_S = 10.0  # a connection may take so long until a request has begun to be answered
MOST_HEADER = 64 << 10
REFUSED = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class _Patience(asyncio.Protocol):
    """In front of uvicorn's protocol, from which the undeclared attributes are."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    cycle: Any
    _waits: asyncio.TimerHandle | None = None
    _head = 0
    _last = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
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


def patient(config: Config) -> type[asyncio.Protocol]:
    """uvicorn's protocol (httptools' where that is installed, else h11's) with bounds on what comes before a
    request: uvicorn itself waits for ever.
    """
    config.load()
    return type("Patient", (_Patience, config.http_protocol_class), {})
