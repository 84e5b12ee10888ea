"""One JSON line a request: who asked what, how it ended, how long it took. Nothing of a picture, no key.

The query of an address is left out: an address of a picture, or a key that somebody put there, may stand
in it.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from huoyan.web.access.caller import caller_of

ID_HEADER = "x-request-id"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MOST_PATH = 200
# Asked every other second by whoever keeps the server alive; told of only where the answer is not 200.
PROBES = frozenset({"/livez", "/readyz", "/v2/health/live", "/v2/health/ready", "/metrics"})


def request_id(scope: Scope) -> str:
    """The one that the caller or a proxy gave, else a new one; the same throughout a request."""
    if "huoyan.request_id" not in scope:
        given = Headers(scope=scope).get(ID_HEADER, "")
        scope["huoyan.request_id"] = given if _ID.fullmatch(given) else secrets.token_hex(16)
    return str(scope["huoyan.request_id"])


def say_refused(scope: Scope, code: str) -> None:
    """For the log and what is measured: why the request is refused."""
    scope["huoyan.code"] = code


def refused_as(scope: Scope) -> str | None:
    code = scope.get("huoyan.code")
    return code if isinstance(code, str) else None


class RequestLog:
    """ASGI middleware, the outermost. write: takes a line, without its end, and never waits."""

    def __init__(self, app: ASGIApp, write: Callable[[str], None] | None) -> None:
        self._app, self._write = app, write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity, started = request_id(scope), time.perf_counter()
        counts = {"status": 499, "in": 0, "out": 0}  # 499: the caller hung up before an answer

        async def counted_receive() -> Message:
            message = await receive()
            counts["in"] += len(message.get("body", b""))
            return message

        async def counted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                counts["status"] = message["status"]
                MutableHeaders(scope=message).setdefault(ID_HEADER, identity)
            counts["out"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, counted_receive, counted_send)
        except BaseException:
            counts["status"] = 500
            raise
        finally:
            probed = counts["status"] == 200 and scope["path"] in PROBES
            if self._write is not None and not probed:
                self._write(_line(scope, counts, time.perf_counter() - started))


def log_line(entry: Mapping[str, Any]) -> str:
    """With its time, and without what is None."""
    timed = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}
    # ASCII: what a path holds can neither end the line nor steer a terminal.
    return json.dumps({name: value for name, value in timed.items() if value is not None})


def _line(scope: Scope, counts: dict[str, int], seconds: float) -> str:
    client = scope.get("client")
    return log_line(
        {
            "id": request_id(scope),
            "method": scope["method"][:16],
            "path": scope["path"][:_MOST_PATH],
            "status": counts["status"],
            "ms": round(seconds * 1000, 2),
            "bytes_in": counts["in"],
            "bytes_out": counts["out"],
            "client": client[0] if client else None,
            "key": caller_of(scope).name or None,
            "code": refused_as(scope),
        }
    )
