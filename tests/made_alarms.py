"""Alarms, a sink that does as it is told, and a real receiver of webhooks on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from huoyan.watch.alarms.alarm import Alarm, key_of
from huoyan.watch.alarms.sinks.sink import Parcel
from huoyan.watch.event import Event

NOON = "2026-11-27T12:00:00.000+00:00"


def alarm_at(
    seconds: float, *, rule: str = "yard enters person", track: int = 1, confidence: float = 0.9
) -> Alarm:
    event = Event(
        seconds, round(seconds * 10), rule, "enters", place="yard", label="person", track=track,
        confidence=confidence, box=(10.0, 20.0, 30.0, 60.0),
    )  # fmt: skip
    return Alarm(key_of("gate.mp4", event), "gate.mp4", event, NOON)


class ListSink:
    """Takes what `judge` lets pass; it raises what a sink may raise."""

    def __init__(self, name: str = "list", judge: Callable[[Parcel], None] = lambda parcel: None) -> None:
        self.name, self.judge = name, judge
        self.taken: list[Parcel] = []

    def send(self, parcel: Parcel) -> None:
        self.judge(parcel)
        self.taken.append(parcel)

    def close(self) -> None: ...

    @property
    def seconds(self) -> list[float]:
        return [each.alarm.event.seconds for each in self.taken]


@dataclass
class HandClock:
    """A clock that goes on only when it is told to."""

    now: float = 1000.0
    wall: float = 1_800_000_000.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.wall += seconds


@dataclass
class Received:
    """What a webhook was sent: headers and bodies. statuses: what it answers next, then always 204."""

    port: int = 0
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/alarms"

    @property
    def keys(self) -> list[str]:
        return [json.loads(body)["key"] for _, body in list(self.posts)]


@contextmanager
def receiver() -> Iterator[Received]:
    """A server on loopback. What it answers with 2xx it has taken."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender died within it
                return
            status = received.statuses.pop(0) if received.statuses else 204
            if status < 300:
                received.posts.append((dict(self.headers), body))
                received.paths.append(self.path)
            self.send_response(status)
            for name, value in received.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
