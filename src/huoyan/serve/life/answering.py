"""One process that answers: its models opened, its application run until it is told to stop."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from huoyan.data.home_folder import at_home
from huoyan.errors import UsageError
from huoyan.serve.app import application
from huoyan.serve.crowded import Crowded
from huoyan.serve.engine import Shelf
from huoyan.serve.inputs.addresses import Addresses
from huoyan.serve.life.reloading import Reloading, Told, nobody
from huoyan.serve.observe.measures import ServeMeasures
from huoyan.serve.observe.refused_on_sight import RefusedOnSight
from huoyan.serve.serving import Serving
from huoyan.web.access.door import Door
from huoyan.web.access.exposure import keys_due
from huoyan.web.access.keys import Key
from huoyan.web.access.log_lines import LogLines
from huoyan.web.access.tls import check_tls
from huoyan.web.listening import Tls
from huoyan.web.run import WebServer
from huoyan.words import Lang, Message
from huoyan.words.foreign_reason import system_reason

LOG = logging.getLogger("huoyan.serve")
NO_VERSIONS: Mapping[str, int] = {}


class Answering:
    """`run` blocks. lang: of what it logs."""

    def __init__(
        self,
        models: Mapping[str, Path],
        serving: Serving,
        listener: socket.socket,
        *,
        versions: Mapping[str, int] = NO_VERSIONS,
        told: Told = nobody,
        started: Callable[[], None] = lambda: None,
        lang: Lang = "en",
    ) -> None:
        """Opens all models. versions: see `Shelf`. Raises ArtifactError, EngineError, UsageError,
        MissingExtra.
        """
        log_to_stderr()
        self._serving, self._lang = serving, lang
        self._keys = keys_of(serving)
        self._addresses = _addresses(serving)
        self._log = self._lines()
        measures = ServeMeasures(list(models))
        write = None if self._log is None else self._log.write
        self._on_sight = RefusedOnSight(measures, write)
        self.shelf = Shelf(models, serving, measures, versions=versions)
        try:
            self.shelf.open_all()
        except BaseException:
            self._close()
            raise
        self.reloading = Reloading(self.shelf, told, lang)
        shared, door = serving.workers > 1, Door(self._keys_of_today, serving.no_auth)
        self.server = WebServer(
            application(
                self.shelf,
                serving,
                self.reloading,
                keys=self._keys_of_today,
                log=write,
                measures=measures,
                fetch=None if self._addresses is None else self._addresses.fetch,
            ),
            listener,
            tls=tls_of(serving),
            shared=shared,
            turn_away=Crowded(self.shelf, serving, door, self._on_sight),
            stopping=self.shelf.leave,
            reload=None if shared else self.read_again,  # else the supervisor says so to all
            started=started,
        )

    def run(self) -> None:
        try:
            self.server.run()
        finally:
            self._close()

    def read_again(self, versions: Mapping[str, int] = NO_VERSIONS) -> None:
        """At SIGHUP: the file of keys, every model, and the log of requests is opened anew. What is broken
        leaves things as they were. versions: the least that each model is to be called.
        """
        try:
            self._keys = keys_of(self._serving)
        except UsageError as error:
            self._cannot("serve.keys_stay", error)
        if self._log is not None:
            self._log.reopen()
        for name in self.shelf.names():
            self.reloading.one(name, versions.get(name, 0))

    def _keys_of_today(self) -> tuple[Key, ...] | None:
        return self._keys

    def _close(self) -> None:
        self.shelf.close()
        if self._addresses is not None:
            self._addresses.close()
        self._on_sight.tell()
        if self._log is not None:
            self._log.close()

    def _lines(self) -> LogLines | None:
        """`-` is stdout. Raises UsageError usage.request_log."""
        path = self._serving.request_log
        if path is None:
            return None
        return LogLines(sys.stdout) if path == "-" else LogLines(_log_file(path), self._log_again)

    def _log_again(self) -> TextIO | None:
        try:
            return _log_file(str(self._serving.request_log))
        except UsageError as error:
            self._cannot("serve.log_stays", error)
            return None

    def _cannot(self, what_stays: str, error: UsageError) -> None:
        LOG.error(Message(what_stays, reason=error.message, code=error.code).told(self._lang))


def tls_of(serving: Serving) -> Tls | None:
    """Raises UsageError usage.tls."""
    cert, key = (None if path is None else at_home(path) for path in (serving.tls_cert, serving.tls_key))
    return Tls(cert, key) if check_tls(cert, key) and cert and key else None


def log_to_stderr() -> None:
    """What the server has to say while it runs, and what uvicorn finds grave."""
    for name in ("huoyan.serve", "uvicorn.error"):
        log = logging.getLogger(name)
        if not log.handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            log.addHandler(handler)
            log.propagate = False
        log.setLevel(logging.INFO if name == "huoyan.serve" else logging.ERROR)
    # It writes a line for each form that is none, which callers are told anyway.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


def keys_of(serving: Serving) -> tuple[Key, ...] | None:
    """Raises UsageError where others can reach the server and nothing keeps them out."""
    file = None if serving.api_key_file is None else at_home(serving.api_key_file)
    return keys_due(serving.host, file, serving.no_auth)


def _addresses(serving: Serving) -> Addresses | None:
    """Raises UsageError usage.url_hosts."""
    if not serving.url_hosts:
        return None
    return Addresses(serving.url_hosts, most_bytes=serving.max_body, deadline_s=serving.deadline_s)


def _log_file(path: str) -> TextIO:
    """Raises UsageError usage.request_log."""
    try:
        return at_home(path).open("a", encoding="utf-8")
    except OSError as error:
        told = Message("serve.log_unwritable", path=path, reason=system_reason(error))
        raise UsageError(told, code="usage.request_log") from error
