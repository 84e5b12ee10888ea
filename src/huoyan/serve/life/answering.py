"""One process that answers: its models opened, its application run until it is told to stop."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from huoyan.data.home_folder import at_home
from huoyan.errors import UsageError
from huoyan.serve.app import application
from huoyan.serve.crowded import Crowded
from huoyan.serve.engine import Shelf
from huoyan.serve.inputs.addresses import Addresses
from huoyan.serve.life.reloading import Reloading, Told
from huoyan.serve.observe.measures import ServeMeasures
from huoyan.serve.serving import Serving
from huoyan.web.access.exposure import keys_due
from huoyan.web.access.keys import Key
from huoyan.web.access.log_lines import LogLines
from huoyan.web.access.tls import check_tls
from huoyan.web.run import Tls, WebServer
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

LOG = logging.getLogger("huoyan.serve")


class Answering:
    """`run` blocks; `stop` and `reload` may be called from any thread once it runs."""

    def __init__(
        self,
        models: Mapping[str, Path],
        serving: Serving,
        listener: socket.socket,
        *,
        versions: Mapping[str, int] | None = None,
        told: Told = lambda name: None,
        started: Callable[[], None] = lambda: None,
    ) -> None:
        """Opens all models. Raises ArtifactError, EngineError, UsageError, MissingExtra."""
        log_to_stderr()
        self._keys = keys_of(serving)
        self._log = _lines(serving.request_log)
        self._serving = serving
        self._addresses = _addresses(serving)
        measures = ServeMeasures(list(models))
        self.shelf = Shelf(models, serving, measures, versions=versions)
        self.shelf.open_all()
        self.reloading = Reloading(self.shelf, told)
        self.server = WebServer(
            application(
                self.shelf,
                serving,
                self.reloading,
                keys=lambda: self._keys,
                log=None if self._log is None else self._log.write,
                measures=measures,
                fetch=None if self._addresses is None else self._addresses.fetch,
            ),
            listener,
            tls=tls_of(serving),
            shared=serving.workers > 1,
            turn_away=Crowded(self.shelf, serving),
            stopping=self.shelf.leave,
            reload=self.read_again,
            started=started,
        )

    def run(self) -> None:
        try:
            self.server.run()
        finally:
            self.shelf.close()
            if self._addresses is not None:
                self._addresses.close()
            if self._log is not None:
                self._log.close()

    def read_again(self) -> None:
        """At SIGHUP: the file of keys, and every model. What is broken leaves things as they were."""
        try:
            self._keys = keys_of(self._serving)
        except UsageError as error:
            LOG.error("the keys stay as they were: %s [%s]", error, error.code)
        self.reloading.all()


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


def _lines(request_log: str | None) -> LogLines | None:
    """`-` is stdout. Raises UsageError usage.request_log."""
    if request_log is None:
        return None
    if request_log == "-":
        return LogLines(sys.stdout)
    try:
        return LogLines(at_home(request_log).open("a", encoding="utf-8"))
    except OSError as error:
        told = Message("serve.log_unwritable", path=request_log, reason=system_reason(error))
        raise UsageError(told, code="usage.request_log") from error
