"""Requests as a server sees them, without a server: headers, and pieces of a body one after another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp


def request_of(*pieces: bytes, gone: bool = False, stuck: bool = False, **headers: str) -> Request:
    """A POST whose body comes in `pieces`; then its caller hangs up (`gone`) or sends no more (`stuck`)."""
    events: list[dict[str, Any]] = [{"type": "http.request", "body": x, "more_body": True} for x in pieces]
    if gone:
        events.append({"type": "http.disconnect"})
    elif not stuck:
        events.append({"type": "http.request", "body": b"", "more_body": False})
    return Request(scope_of(headers), _in_turn(events))


def scope_of(headers: dict[str, str]) -> dict[str, Any]:
    """A header `content_type` is Content-Type."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw}


def _in_turn(events: Iterable[dict[str, Any]]) -> Any:
    left = iter(events)

    async def receive() -> dict[str, Any]:
        for event in left:
            return event
        await asyncio.Event().wait()
        raise AssertionError

    return receive


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        return str(json.loads(self.body)["error"]["code"])


def answer_of(
    app: ASGIApp, method: str = "POST", path: str = "/", body: bytes = b"", **headers: str
) -> Answer:
    """What an application answers to one request."""
    scope = {**scope_of(headers), "method": method, "path": path, "client": ("127.0.0.1", 5000)}
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, _in_turn([{"type": "http.request", "body": body, "more_body": False}]), send))
    start, *pieces = sent
    told = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], told, b"".join(piece.get("body", b"") for piece in pieces))
