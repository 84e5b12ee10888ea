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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from huoyan.errors import ServeError
from huoyan.serve.life.control import Line
from huoyan.serve.life.worker import order
from huoyan.serve.observe.measures import SHARED_FOLDER, forget
from huoyan.serve.serving import Serving
from huoyan.system import hang_up
from huoyan.words import Lang, Message
from huoyan.words.foreign_reason import system_reason

# A terminal sends its signals to workers, too. They are told by the supervisor what to do, and nothing else.
PROGRAM = (
    "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
    "signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "from huoyan.serve.life.worker import main; sys.exit(main({}, {}))"
)
# Before one that could not start is tried again; doubled each time, as each opens its models and finds out.
PAUSE_S, LONGEST_PAUSE_S = 0.1, 30.0
LEAVE_S = 29.0
LOOK_S = 0.2


@dataclass(slots=True, eq=False)
class Worker:
    """told: by what number each model was last to be called at least, by its name. reason: why it could not
    start, in the language of the log.
    """

    process: subprocess.Popen[bytes]
    line: Line
    told: dict[str, int]
    started: bool = False
    reason: str = ""


class Supervisor:
    def __init__(
        self,
        models: Mapping[str, Path],
        serving: Serving,
        listener: socket.socket,
        *,
        lang: Lang,
        say: Callable[[Message], None],
        started: Callable[[], None],
    ) -> None:
        """started: called once, when the first worker answers."""
        self._models, self._serving, self._listener = models, serving, listener
        self._lang, self._say, self._told_started = lang, say, started
        # The newest that a worker has opened: one that takes the place of another is called alike.
        self._versions = dict.fromkeys(models, 1)
        # What workers measure, so that each can tell of all; it outlives them.
        self._measured = tempfile.TemporaryDirectory(prefix="huoyan-measures-", ignore_cleanup_errors=True)
        self._workers: list[Worker] = []
        self._selector = selectors.DefaultSelector()
        self._pause, self._next_start = PAUSE_S, 0.0
        self._obstacle = ""  # what keeps workers from starting
        self._stop, self._reload, self._answered = False, False, False

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises ServeError serve.no_worker: the first cannot start."""
        signals = {signal.SIGTERM: self._asked_to_stop, signal.SIGINT: self._asked_to_stop}
        signals[signal.SIGHUP] = self._asked_to_reload
        kept = {each: signal.signal(each, handler) for each, handler in signals.items()}
        self._reload = self._reload or hang_up.taken()
        try:
            while not self._stop:
                self._look()
        finally:
            self._leave()
            for each, handler in kept.items():
                signal.signal(each, handler)

    def _look(self) -> None:
        if self._wants_more() and time.monotonic() >= self._next_start:
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

    def _wants_more(self) -> bool:
        """One alone at first, and after one that could not start: what keeps it from that would keep all."""
        if self._answered and not self._obstacle:
            return len(self._workers) < self._serving.workers
        return len(self._workers) < self._serving.workers and all(each.started for each in self._workers)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            numbers = self._listener.fileno(), theirs.fileno()
            command = [sys.executable, "-c", PROGRAM.format(*numbers)]
            shared = {**os.environ, SHARED_FOLDER: self._measured.name}
            try:
                process = subprocess.Popen(command, pass_fds=numbers, env=shared)
            except OSError as error:  # no memory, or too many processes: those that there are go on
                ours.close()
                self._put_off(Message("serve.no_process", reason=system_reason(error)))
                return
        worker = Worker(process, Line(ours), dict(self._versions))
        worker.line.say(order(self._models, self._serving, self._versions, self._lang))
        self._workers.append(worker)
        self._selector.register(worker.line, selectors.EVENT_READ, worker)

    def _hear(self, worker: Worker, said: Mapping[str, object]) -> None:
        if "started" in said:
            self._has_started(worker)
        if "unusable" in said:
            worker.reason = str(said["unusable"])
        name, version = said.get("reloaded"), said.get("version")
        if isinstance(name, str) and name in self._models and isinstance(version, int):
            self._has_read(worker, name, version, asked=bool(said["asked"]))

    def _has_started(self, worker: Worker) -> None:
        worker.started, self._pause = True, PAUSE_S
        if not self._answered:
            self._answered = True
            self._told_started()
        if self._obstacle:
            self._obstacle = ""
            self._say(Message("serve.workers_start_again", process=worker.process.pid))

    def _has_read(self, worker: Worker, name: str, version: int, *, asked: bool) -> None:
        """asked: by a caller of this worker: then the others do so, too."""
        newest = self._versions[name]
        behind = version <= newest  # it had failed to read what others have
        self._versions[name] = max(newest, version)
        if asked:
            self._next_start = 0.0  # what kept a worker from starting may have been this model
            others = (each for each in self._workers if each is not worker or behind)
            self._tell(others, name, newest + 1 if behind else version)
        elif not behind:  # who has started meanwhile opened it by the old number
            self._tell((each for each in self._workers if each.told[name] < version), name, version)

    def _tell(self, workers: Iterable[Worker], name: str, version: int) -> None:
        for each in workers:
            each.told[name] = version
            each.line.say({"reload": name, "version": version})

    def _tell_all(self) -> None:
        """A number is used up where somebody succeeds."""
        self._next_start = 0.0
        following = {name: version + 1 for name, version in self._versions.items()}
        for each in self._workers:
            each.told.update(following)
            each.line.say({"read_again": following})

    def _replace(self, worker: Worker) -> None:
        self._selector.unregister(worker.line)
        self._workers.remove(worker)
        worker.line.close()
        code = worker.process.wait()
        forget(worker.process.pid, self._measured.name)
        if self._stop:
            return
        if worker.started:
            self._say(Message("serve.worker_ended", process=worker.process.pid, code=code))
        else:
            self._put_off(worker.reason or Message("serve.worker_code", code=code))

    def _put_off(self, reason: str) -> None:
        if not self._answered:
            raise ServeError(Message("serve.no_worker", reason=reason), code="serve.no_worker")
        self._pause = min(2 * self._pause, LONGEST_PAUSE_S)
        self._next_start = time.monotonic() + self._pause
        if reason == self._obstacle:  # said once, however often it is tried
            return
        self._obstacle = reason
        answering = sum(each.started for each in self._workers)
        told = {"n": answering, "workers": self._serving.workers, "seconds": LONGEST_PAUSE_S}
        self._say(Message("serve.worker_waits", reason=reason, **told))

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
