"""The page of a watch, answered in a thread of its own beside the loop that watches."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from huoyan.data.say import Say
from huoyan.errors import MissingExtra, ServeError, UsageError
from huoyan.watch.asked import Asked
from huoyan.watch.page.shown import Shown
from huoyan.words import Message, note

if TYPE_CHECKING:
    from huoyan.web.run import WebServer


class WatchPage:
    """A context manager; at its end browsers are told that the watch is over."""

    def __init__(self, shown: Shown, server: WebServer) -> None:
        self._shown, self._server = shown, server
        self._thread = threading.Thread(target=server.run, name="watch-page", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shown.over = True
        self._server.stop()
        self._thread.join()


def open_page(shown: Shown, asked: Asked, say: Say) -> WatchPage:
    """Listens where `asked` says, and says where. Raises UsageError usage.keys, usage.api_key_file;
    ServeError serve.listen; MissingExtra.
    """
    try:
        from starlette.applications import Starlette

        from huoyan.watch.page.routes import watch_routes
        from huoyan.web.access.exposure import is_loopback, keys_due
        from huoyan.web.access.guard import Guard, Public
        from huoyan.web.access.headers import SecurityHeaders
        from huoyan.web.listening import address_of, bound
        from huoyan.web.run import WebServer
    except ModuleNotFoundError as error:
        raise MissingExtra(error.name or "starlette", "serve", "--page") from error

    host = asked.page_host
    if asked.api_key_file is None and not is_loopback(host):
        raise UsageError(Message("watch.page_needs_keys", host=host), code="usage.keys")
    keys = keys_due(host, None if asked.api_key_file is None else Path(asked.api_key_file), no_auth=False)
    try:
        listener = bound(host, asked.page or 0)
    except ServeError as error:
        told = Message(
            "watch.page_not_bound", reason=error.message.values["reason"], host=host, port=asked.page
        )
        raise ServeError(told, code=error.code) from error
    public = Public(paths=frozenset({"/"}), prefixes=("/page/",))
    listener.listen()  # from here on who calls waits for the thread, and is not refused
    guarded = Guard(Starlette(routes=watch_routes(shown)), keys=lambda: keys, public=public)
    say(note("watch.page_at", address=address_of(listener, None) + "/"))
    return WatchPage(shown, WebServer(SecurityHeaders(guarded), listener))
