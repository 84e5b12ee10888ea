"""One time limit for a whole download: looking up names, connecting, redirects, headers and content together.

A timeout of a socket starts anew with every byte, so a server that drips its answer never meets it.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Deadline:
    """Ends the connections that were made by its handlers when its seconds are over, or its block is left."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer = self._started(seconds)

    def __enter__(self) -> Deadline:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._end()

    def extend(self, seconds: float) -> None:
        """From now on, whatever was left."""
        self._timer.cancel()
        self._timer = self._started(seconds)

    def handlers(self) -> tuple[urllib.request.BaseHandler, ...]:
        """For an opener of urllib: http and https."""
        return _Http(self), _Https(self)

    def watch(self, connected: socket.socket) -> None:
        with self._lock:
            self._sockets.append(connected)
        if self.over:
            self._end()

    def _started(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._time_is_over)
        timer.daemon = True
        timer.start()
        return timer

    def _time_is_over(self) -> None:
        self.over = True
        self._end()

    def _end(self) -> None:
        with self._lock:
            for connected in self._sockets:
                with contextlib.suppress(OSError):
                    connected.shutdown(socket.SHUT_RDWR)


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` gives, or TimeoutError: then it is left behind on its thread.

    The look-up of a name can be ended in no other way.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            outcome.set_exception(error)

    threading.Thread(target=run, name="huoyan-fetch", daemon=True).start()
    return outcome.result(timeout=seconds)


def _watched(kind: type[http.client.HTTPConnection], deadline: Deadline) -> Any:
    class Watched(kind):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    return Watched


class _Http(urllib.request.HTTPHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_watched(http.client.HTTPConnection, self._deadline), request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_watched(http.client.HTTPSConnection, self._deadline), request)
