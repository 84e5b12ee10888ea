"""`huoyan serve` as a process of its own, and who asks it."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from answering_server import Answered, call

PATIENCE_S = 120.0  # for what comes within a second or two, on a machine that does much besides


def wait_until(holds: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    """Whether it holds before the time is over."""
    until = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@dataclass
class ServingProcess:
    process: subprocess.Popen[str]
    address: str = ""
    said: list[str] = field(default_factory=list)

    def post(self, model: str, picture: bytes) -> Answered:
        return call(f"{self.address}/models/{model}", picture, content_type="image/jpeg")

    def told(self, what: str) -> bool:
        """Whether it says so on stderr, now or soon."""
        return wait_until(lambda: any(what in line for line in self.said))

    def workers(self) -> list[int]:
        """Processes below the supervisor that answer: from then on they have a handler of SIGTERM."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [pid for pid in map(int, children.read_text().split()) if _handles_sigterm(pid)]

    def end(self, within_s: float = 60) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)


@contextlib.contextmanager
def serving(
    *arguments: str | Path, lang: str = "en", program: Sequence[str] = ("-m", "huoyan")
) -> Iterator[ServingProcess]:
    """program: what Python runs, in place of huoyan as it is."""
    command = [sys.executable, *program, "serve", *map(str, arguments), "--port", "0"]
    command += ["--engine", "onnxruntime", "--threads", "1", "--lang", lang]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        server = ServingProcess(process)
        assert process.stderr is not None
        listening = threading.Thread(target=_listen, args=(process.stderr, server.said), daemon=True)
        listening.start()
        try:
            assert server.told("Ctrl-C"), server.said
            server.address = re.findall(r"https?://\S+", "".join(server.said))[0]
            yield server
        finally:
            if process.poll() is None:
                # One process alone has nothing to clear away, and at SIGTERM lingers for a second.
                end = process.terminate if "--workers" in arguments else process.kill
                end()
                process.wait(60)
            listening.join(5)


@dataclass
class Asking:
    """Threads that ask one after another, each on a new connection; how each ended."""

    ended: list[str] = field(default_factory=list)
    longest_s: float = 0.0
    go_on: bool = True

    def run(self, server: ServingProcess, model: str, picture: bytes) -> None:
        while self.go_on:
            started = time.monotonic()
            try:
                ended = str(server.post(model, picture).status)
            except ConnectionRefusedError:
                ended = "refused"
            except (HTTPException, OSError) as error:
                ended = type(error).__name__
            self.ended.append(ended)
            self.longest_s = max(self.longest_s, time.monotonic() - started)
            if ended == "refused":
                return

    def answered(self, more: int) -> bool:
        """Whether so many more are answered."""
        wanted = self.ended.count("200") + more
        return wait_until(lambda: self.ended.count("200") >= wanted)


@contextlib.contextmanager
def asking(server: ServingProcess, model: str, picture: bytes, threads: int = 4) -> Iterator[Asking]:
    found = Asking()
    each = [threading.Thread(target=found.run, args=(server, model, picture)) for _ in range(threads)]
    for thread in each:
        thread.start()
    try:
        yield found
    finally:
        found.go_on = False
        for thread in each:
            thread.join(60)


def _handles_sigterm(pid: int) -> bool:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # it has ended
        return False
    handled = next(int(each.split()[1], 16) for each in lines if each.startswith("SigCgt"))
    return bool(handled >> (signal.SIGTERM - 1) & 1)


def _listen(stream: object, said: list[str]) -> None:
    said.extend(stream)  # type: ignore[arg-type]
