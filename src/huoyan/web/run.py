"""One process that answers over HTTP until it is told to stop, and then answers what it has admitted."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from huoyan.system import hang_up
from huoyan.web.listening import Tls, not_bound
from huoyan.web.patience import patient
from huoyan.web.turning_away import TurnAway, nobody

# After the signal new requests are still taken for a moment: a balancer needs it to look elsewhere. Then the
# socket is closed, and what was admitted has the rest of 30 s.
LINGER_S, LONGEST_S = 1.0, 25.0
YIELD_S, MOST_YIELDS = 0.0003, 32
HANDSHAKE_S = 2.0  # of TLS, of who has connected as the server ends
WAITING = 2048  # connections that the system keeps until they are accepted


class WebServer:
    """uvicorn in this thread. `run` returns after `stop`, SIGTERM or SIGINT; a second SIGINT ends it at once.
    It raises ServeError serve.listen where another process has come to listen at the address meanwhile.

    shared: other processes accept on this socket, too. turn_away: refuses requests on sight. stopping: called
    as soon as it is told to stop: readiness is off from then on. reload: at SIGHUP, also if it came earlier
    (`system.hang_up`); None: it is left alone. started: when it listens.
    All are called in the event loop. Signals are taken only in the main thread, and given back afterwards.
    """

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        *,
        tls: Tls | None = None,
        shared: bool = False,
        turn_away: TurnAway = nobody,
        stopping: Callable[[], None] = lambda: None,
        reload: Callable[[], None] | None = None,
        started: Callable[[], None] = lambda: None,
    ) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=WAITING,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=int(LONGEST_S),
            ssl_certfile=None if tls is None else str(tls.cert),
            ssl_keyfile=None if tls is None else str(tls.key),
        )
        config.http_protocol_class = patient(config, turn_away)
        self._server = _Server(config, listener, shared, stopping, reload, started)

    def run(self) -> None:
        self._server.run(sockets=[self._server.listener])

    def stop(self) -> None:
        """From any thread."""
        self._server.stop()

    def call_soon(self, what: Callable[[], None]) -> None:
        """In the event loop, from any thread, while it runs."""
        self._server.call_soon(what)


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        listener: socket.socket,
        shared: bool,
        stopping: Callable[[], None],
        reload: Callable[[], None] | None,
        started: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self.listener, self._shared = listener, shared
        self._stopping, self._reload, self._told_started = stopping, reload, started
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_asked = threading.Event()
        self._leaving = False
        self._accepting: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup([] if self._shared else sockets)
            if self._shared:
                self.listener.listen(WAITING)
        except OSError as error:  # another had bound the port, too, and listened first
            host, port = self.listener.getsockname()[:2]
            raise not_bound(host, port, error) from error
        if self._shared:
            asyncio.get_running_loop().add_reader(self.listener, self._accept_in_turn)
        self._loop = asyncio.get_running_loop()
        self._told_started()
        self._reload_if_asked()
        if self._stop_asked.is_set():
            self._begin_to_stop()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Who has connected is answered: the system would break off what is not accepted yet."""
        if self._shared:
            asyncio.get_running_loop().remove_reader(self.listener)
        await self._accept_waiting()
        await super().shutdown(sockets)

    def _accept_in_turn(self) -> None:
        """One connection; who has many waits a moment, so that another process takes it.

        The system wakes all of them, in the same order each time: the first would take every connection.
        """
        loop = asyncio.get_running_loop()
        loop.remove_reader(self.listener)
        loop.call_later(min(len(self.server_state.connections), MOST_YIELDS) * YIELD_S, self._accept_one)

    def _accept_one(self) -> None:
        loop = asyncio.get_running_loop()
        pause = 0.0
        try:
            connection, _ = self.listener.accept()
        except BlockingIOError:  # taken by another
            pass
        except OSError:  # no more files may be open
            pause = 1.0
        else:
            connection.setblocking(False)
            work = loop.create_task(self._accepted(connection))
            self._accepting.add(work)
            work.add_done_callback(self._accepting.discard)
        loop.call_later(pause, self._listen_again)

    def _listen_again(self) -> None:
        if not self.should_exit:
            asyncio.get_running_loop().add_reader(self.listener, self._accept_in_turn)

    async def _accepted(self, connection: socket.socket, within_s: float | None = None) -> None:
        """within_s: of a handshake; None: as long as asyncio has it."""
        tls = self.config.ssl
        with contextlib.suppress(OSError):  # who has called has gone, or does not speak TLS
            await asyncio.get_running_loop().connect_accepted_socket(
                self._protocol, connection, ssl=tls, ssl_handshake_timeout=within_s if tls else None
            )

    async def _accept_waiting(self) -> None:
        self.listener.listen(0)  # nobody else, from here on
        found = []
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.setblocking(False)
                found.append(connection)
        # Together, so that who says nothing where TLS is spoken keeps nobody else from an answer.
        await asyncio.gather(*(self._accepted(each, HANDSHAKE_S) for each in found))

    def _protocol(self) -> asyncio.Protocol:
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return make(config=self.config, server_state=self.server_state, app_state={})

    def stop(self) -> None:
        self._stop_asked.set()
        self.call_soon(self._begin_to_stop)

    def call_soon(self, what: Callable[[], None]) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(what)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wanted = {signal.SIGTERM: self.handle_exit, signal.SIGINT: self.handle_exit}
        if self._reload is not None and hasattr(signal, "SIGHUP"):
            wanted[signal.SIGHUP] = self._reload_asked
        kept = {each: signal.signal(each, handler) for each, handler in wanted.items()}
        try:
            yield
        finally:
            for each, handler in kept.items():
                signal.signal(each, handler or signal.SIG_DFL)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._leaving and sig == signal.SIGINT:
            self.should_exit = self.force_exit = True
        else:
            self.stop()

    def _reload_asked(self, sig: int, frame: FrameType | None) -> None:
        hang_up.remember(sig, frame)
        self.call_soon(self._reload_if_asked)

    def _reload_if_asked(self) -> None:
        if self._reload is not None and hang_up.taken():
            self._reload()

    def _begin_to_stop(self) -> None:
        if self._leaving or self._loop is None:
            return
        self._leaving = True
        self._stopping()
        # Whoever asks from now on is answered, and told to come back on another connection.
        closing = (b"connection", b"close")
        self.config.encoded_headers = [*self.config.encoded_headers, closing]
        self.server_state.default_headers = [*self.server_state.default_headers, closing]
        self._loop.create_task(self._leave())

    async def _leave(self) -> None:
        await asyncio.sleep(LINGER_S)
        self.should_exit = True
