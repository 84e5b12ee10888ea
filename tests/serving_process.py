"""`huoyan serve` as a process of its own, and who asks it."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from answering_server import Answered, call


@dataclass
class ServingProcess:
    process: subprocess.Popen[str]
    address: str = ""
    said: list[str] = field(default_factory=list)

    def post(self, model: str, picture: bytes) -> Answered:
        return call(f"{self.address}/models/{model}", picture, content_type="image/jpeg")

    def told(self, what: str, within_s: float = 30) -> bool:
        """Whether it says so on stderr within a time."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if any(what in line for line in self.said):
                return True
            time.sleep(0.05)
        return False

    def end(self, within_s: float = 30) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)


@contextlib.contextmanager
def serving(*arguments: str | Path) -> Iterator[ServingProcess]:
    command = [sys.executable, "-m", "huoyan", "serve", *map(str, arguments), "--port", "0"]
    command += ["--engine", "onnxruntime", "--threads", "1", "--lang", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        server = ServingProcess(process)
        assert process.stderr is not None
        listening = threading.Thread(target=_listen, args=(process.stderr, server.said), daemon=True)
        listening.start()
        try:
            assert server.told("Ctrl-C ends it", within_s=60), server.said
            server.address = re.findall(r"https?://\S+", "".join(server.said))[0]
            yield server
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(40)
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


def _listen(stream: object, said: list[str]) -> None:
    said.extend(stream)  # type: ignore[arg-type]
