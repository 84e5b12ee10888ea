"""Requests that come when they come, whether or not earlier ones were answered; prints one JSON object.

    python open_loop.py HOST PORT PATH PICTURE --rate R --seconds S [--connections N]

wrk waits for each answer before it asks again, so it can never ask for more than is answered. Here each
request has its moment, evenly spaced, and its time counts from that moment. A connection serves one request
at a time; where all are taken, the request waits here, and is counted as `held`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter, deque
from pathlib import Path

import numpy as np

SETTLE_S = 15.0


class Caller(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load, self._received, self.began = load, b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._load.idle.append(self)

    def ask(self, moment: float) -> None:
        self.began, self._received = moment, b""
        self._transport.write(self._load.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, _, body = self._received.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        if at < 0 or len(body) < int(head[at + 15 :].split(b"\r\n", 1)[0]):
            return
        status = int(head[9:12])
        retry = b"\nretry-after:" in head.lower()
        self._load.answered(self, status, time.perf_counter() - self.began, retry)

    def connection_lost(self, error: Exception | None) -> None:
        self._load.lost(self)


class Load:
    def __init__(self, request: bytes, host: str, port: int) -> None:
        self.request, self._where = request, (host, port)
        self.idle: deque[Caller] = deque()
        self.seconds: dict[int, list[float]] = {}
        self.counts: Counter[str] = Counter()
        self._due: deque[float] = deque()
        self._asking: set[Caller] = set()

    async def run(self, rate: float, seconds: float, connections: int) -> None:
        for _ in range(connections):
            await self._connect()
        started = time.perf_counter()
        for number in range(int(rate * seconds)):
            moment = started + number / rate
            if (wait := moment - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            elif number % 32 == 0:
                await asyncio.sleep(0)  # what was answered is read
            self._ask(moment)
        until = time.perf_counter() + SETTLE_S
        while (self._asking or self._due) and time.perf_counter() < until:
            await asyncio.sleep(0.05)
        self.counts["unanswered"] = len(self._asking) + len(self._due)

    def _ask(self, moment: float) -> None:
        self.counts["asked"] += 1
        if not self.idle:
            self.counts["held"] += 1
            self._due.append(moment)
            return
        caller = self.idle.popleft()
        self._asking.add(caller)
        caller.ask(moment)

    def answered(self, caller: Caller, status: int, seconds: float, retry: bool) -> None:
        self.seconds.setdefault(status, []).append(seconds)
        self.counts["retry_after"] += retry
        self._asking.discard(caller)
        if self._due:
            self._asking.add(caller)
            caller.ask(self._due.popleft())
        else:
            self.idle.append(caller)

    def lost(self, caller: Caller) -> None:
        self.counts["lost"] += caller in self._asking
        self._asking.discard(caller)
        if caller in self.idle:
            self.idle.remove(caller)
        asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: Caller(self), *self._where)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("host")
    arguments.add_argument("port", type=int)
    arguments.add_argument("path")
    arguments.add_argument("picture", type=Path)
    arguments.add_argument("--rate", type=float, required=True)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--connections", type=int, default=256)
    given = arguments.parse_args()
    body = given.picture.read_bytes()
    head = f"POST {given.path} HTTP/1.1\r\nHost: {given.host}\r\nContent-Type: application/octet-stream\r\n"
    request = head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body
    load = Load(request, given.host, given.port)
    asyncio.run(load.run(given.rate, given.seconds, given.connections))
    told = {
        str(status): {
            "n": len(each),
            "p50_ms": round(float(np.percentile(each, 50)) * 1e3, 1),
            "p99_ms": round(float(np.percentile(each, 99)) * 1e3, 1),
        }
        for status, each in load.seconds.items()
    }
    print(json.dumps({"seconds": given.seconds, **load.counts, "by_status": told}))


if __name__ == "__main__":
    main()
