"""The life of a server under load: models exchanged, a worker killed, the end, and memory over many requests.

    python benchmarks/serve/life.py RUN PICTURE [--requests 20000] [--parts exchanges,killed]

Targets: 20 exchanges over 1,000 requests, no error; a killed worker is back within 5 s and the time that its
model takes to open, and no request of another waits over 1 s; SIGTERM loses no request that was admitted;
over 20,000 requests memory drifts by at most 10 MB.
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import signal
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path

from servers import Server, huoyan

PORT = 8453


class Asking:
    """Threads on connections that are kept; what became of each request, and how long it took at most."""

    def __init__(self, server: Server, picture: bytes, threads: int) -> None:
        self.ended: Counter[str] = Counter()
        self.longest_s = 0.0
        self._picture, self._path = picture, server.url.removeprefix(server.address)
        self._go_on = True
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    @property
    def answered(self) -> int:
        return self.ended["200"]

    def end(self) -> None:
        self._go_on = False
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        while self._go_on:
            began = time.monotonic()
            try:
                connection.request("POST", self._path, self._picture)
                answer = connection.getresponse()
                answer.read()
                self.ended[str(answer.status)] += 1
                self.longest_s = max(self.longest_s, time.monotonic() - began)
            except ConnectionRefusedError:
                self.ended["refused"] += 1
                return
            except (OSError, http.client.HTTPException) as error:
                self.ended[type(error).__name__] += 1
                connection.close()


def exchanges(run: Path, picture: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder, huoyan(_copied(run, folder), PORT) as server:
        asking, swapped = Asking(server, picture, 4), 0
        while swapped < 20 or asking.answered < 1000:
            if swapped < 20:
                reload = urllib.request.Request(f"{server.url}/reload", b"")
                with urllib.request.urlopen(reload, timeout=120) as answer:
                    answer.read()
                swapped += 1
            else:
                time.sleep(0.1)
        asking.end()
        return f"{swapped} exchanges over {sum(asking.ended.values())} requests: {dict(asking.ended)}"


def killed(run: Path, picture: bytes) -> str:
    with huoyan(run, PORT, "--workers", "2") as server:
        before = _wait_for_workers(server, set(), 2)
        time.sleep(2)
        asking = Asking(server, picture, 8)
        time.sleep(2)
        asking.longest_s = 0.0
        began = time.monotonic()
        os.kill(min(before), signal.SIGKILL)
        _wait_for_workers(server, {min(before)}, 2)
        started = time.monotonic() - began
        time.sleep(8)
        asking.end()
        return (
            f"kill -9 of one of 2: another process after {started:.1f} s; {dict(asking.ended)}; "
            f"the longest of the others {asking.longest_s:.2f} s"
        )


def ended(run: Path, picture: bytes) -> str:
    with huoyan(run, PORT) as server:
        asking = Asking(server, picture, 8)
        time.sleep(2)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        code = server.process.wait(60)
        seconds = time.monotonic() - began
        asking.end()
        return f"SIGTERM: exit code {code} after {seconds:.1f} s; {dict(asking.ended)}"


def remembered(run: Path, picture: bytes, requests: int) -> str:
    with huoyan(run, PORT) as server:
        asking = Asking(server, picture, 16)
        told = []
        for share in (0.1, 0.4, 0.7, 1.0):
            while asking.answered < share * requests:
                time.sleep(0.1)
            told.append(f"{asking.answered}: {server.memory_mb():.0f} MB")
        asking.end()
        return "memory after " + ", ".join(told)


def _copied(run: Path, folder: str) -> Path:
    return Path(shutil.copytree(run, Path(folder) / "run"))


def _wait_for_workers(server: Server, besides: set[int], n: int) -> set[int]:
    while True:
        found = set(server.pids()) - {server.process.pid} - besides
        if len(found) == n:
            return found
        time.sleep(0.05)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("run", type=Path)
    arguments.add_argument("picture", type=Path)
    arguments.add_argument("--requests", type=int, default=20_000)
    arguments.add_argument("--parts", default="exchanges,killed,ended,remembered")
    given = arguments.parse_args()
    picture = given.picture.read_bytes()
    parts = {
        "exchanges": lambda: exchanges(given.run, picture),
        "killed": lambda: killed(given.run, picture),
        "ended": lambda: ended(given.run, picture),
        "remembered": lambda: remembered(given.run, picture, given.requests),
    }
    for name in given.parts.split(","):
        print(parts[name](), flush=True)


if __name__ == "__main__":
    main()
