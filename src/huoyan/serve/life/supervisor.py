"""Several processes that answer on one socket; one that ends is replaced.

The socket stays open here, so connections that wait are taken by another worker when one dies; those that it
had taken are lost with it. The supervisor opens no model and answers nobody.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from huoyan.errors import ServeError
from huoyan.serve.life.control import Line
from huoyan.serve.life.worker import UNUSABLE, order
from huoyan.serve.observe.measures import SHARED_FOLDER, forget
from huoyan.serve.serving import Serving
from huoyan.words import Message

PROGRAM = "import sys; from huoyan.serve.life.worker import main; sys.exit(main({}, {}))"
PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0  # before a worker is replaced; doubled while none comes up
LEAVE_S = 29.0
LOOK_S = 0.2


@dataclass(slots=True, eq=False)
class Worker:
    process: subprocess.Popen[bytes]
    line: Line
    started: bool = False
    since: float = field(default_factory=time.monotonic)


class Supervisor:
    def __init__(
        self,
        models: Mapping[str, Path],
        serving: Serving,
        listener: socket.socket,
        *,
        lang: str,
        say: Callable[[Message], None],
        started: Callable[[], None],
    ) -> None:
        """started: called once, when the first worker answers."""
        self._models, self._serving, self._listener = models, serving, listener
        self._lang, self._say, self._told_started = lang, say, started
        self._versions = dict.fromkeys(models, 0)
        # What workers measure, so that each can tell of all; it outlives them.
        self._measured = tempfile.TemporaryDirectory(prefix="huoyan-measures-", ignore_cleanup_errors=True)
        self._workers: list[Worker] = []
        self._selector = selectors.DefaultSelector()
        self._pause, self._next_start = PAUSE_S, 0.0
        self._stop, self._reload, self._answered = False, False, False

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises ServeError serve.no_worker: none can start; it has said why."""
        signals = {signal.SIGTERM: self._asked_to_stop, signal.SIGINT: self._asked_to_stop}
        signals[signal.SIGHUP] = self._asked_to_reload
        kept = {each: signal.signal(each, handler) for each, handler in signals.items()}
        try:
            while not self._stop:
                self._look()
        finally:
            self._leave()
            for each, handler in kept.items():
                signal.signal(each, handler)

    def _look(self) -> None:
        # One alone at first: what keeps it from starting would keep all.
        wanted = self._serving.workers if self._answered else 1
        if len(self._workers) < wanted and time.monotonic() >= self._next_start:
            self._start()
        for key, _ in self._selector.select(LOOK_S):
            worker: Worker = key.data
            heard = worker.line.hear()
            if heard is None:
                self._replace(worker)
                continue
            for said in heard:
                self._hear(worker, said)
        if self._reload:
            self._reload = False
            self._tell_all()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            numbers = self._listener.fileno(), theirs.fileno()
            command = [sys.executable, "-c", PROGRAM.format(*numbers)]
            shared = {**os.environ, SHARED_FOLDER: self._measured.name}
            process = subprocess.Popen(command, pass_fds=numbers, env=shared)
        worker = Worker(process, Line(ours))
        worker.line.say(order(self._models, self._serving, self._versions, self._lang))
        self._workers.append(worker)
        self._selector.register(worker.line, selectors.EVENT_READ, worker)

    def _hear(self, worker: Worker, said: Mapping[str, object]) -> None:
        if "started" in said:
            worker.started, self._pause = True, PAUSE_S
            if not self._answered:
                self._answered = True
                self._told_started()
        name = said.get("reloaded")
        if isinstance(name, str) and name in self._models:
            self._tell_reload(name, besides=worker)

    def _tell_reload(self, name: str, besides: Worker | None) -> None:
        """besides: who has done so already, and told of it."""
        self._versions[name] += 1
        for worker in self._workers:
            if worker is not besides:
                worker.line.say({"reload": name})

    def _tell_all(self) -> None:
        for name in self._models:
            self._versions[name] += 1
        for worker in self._workers:
            worker.line.say({"read_again": True})

    def _replace(self, worker: Worker) -> None:
        self._selector.unregister(worker.line)
        self._workers.remove(worker)
        worker.line.close()
        code = worker.process.wait()
        forget(worker.process.pid, self._measured.name)
        if self._stop:
            return
        if not self._answered:
            raise ServeError(Message("serve.no_worker"), code="serve.no_worker")
        if not worker.started:
            self._pause = min(2 * self._pause, LONGEST_PAUSE_S)
        self._next_start = time.monotonic() + (self._pause if code == UNUSABLE or not worker.started else 0)
        self._say(Message("serve.worker_ended", process=worker.process.pid, code=code))

    def _leave(self) -> None:
        """Each answers what it has admitted; who does not end by then is ended."""
        self._listener.close()  # the last of them closes it to all
        for worker in self._workers:
            worker.process.terminate()
        until = time.monotonic() + LEAVE_S
        for worker in self._workers:
            try:
                worker.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            worker.line.close()
        self._selector.close()
        self._measured.cleanup()

    def _asked_to_stop(self, sig: int, frame: FrameType | None) -> None:
        self._stop = True

    def _asked_to_reload(self, sig: int, frame: FrameType | None) -> None:
        self._reload = True
