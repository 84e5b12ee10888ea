"""Requests as a server sees them, without a server: headers, and pieces of a body one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request


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
