from __future__ import annotations

import asyncio
import gzip
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from huoyan.serve.engine.refusals import Busy
from huoyan.serve.inputs.bodies import read_body
from huoyan.serve.inputs.held_bodies import AT_ONCE, HeldBodies
from making_requests import answer_of, scope_of

MOST = 1000


async def answering(scope: Any, receive: Any, send: Any) -> None:
    try:
        body = await read_body(Request(scope, receive), MOST)
        await PlainTextResponse(str(len(body)))(scope, receive, send)
    except Busy as error:
        await PlainTextResponse(str(error.retry_after_s), 429)(scope, receive, send)


def test_many_large_bodies_one_after_another_are_taken():
    app = HeldBodies(answering, MOST)
    assert [answer_of(app, body=b"x" * MOST).status for _ in range(3 * AT_ONCE)] == [200] * 3 * AT_ONCE


def test_what_others_hold_is_the_reason_to_come_back_later_and_no_longer_when_they_have_gone():
    app = HeldBodies(answering, MOST)
    asyncio.run(_crowd(app, holding=AT_ONCE, body=b"x" * MOST, expected=429))
    asyncio.run(_crowd(app, holding=AT_ONCE - 1, body=b"x" * MOST, expected=200))


def test_what_a_body_unpacks_to_is_held_too():
    app = HeldBodies(answering, MOST)
    packed = gzip.compress(b"x" * MOST)
    asyncio.run(_crowd(app, holding=AT_ONCE - 1, body=packed, expected=429, content_encoding="gzip"))


async def _crowd(app: HeldBodies, *, holding: int, body: bytes, expected: int, **headers: str) -> None:
    """`holding` requests that have sent their body and wait for the answer; then one more."""
    leave = asyncio.Event()

    async def wait(scope: Any, receive: Any, send: Any) -> None:
        await read_body(Request(scope, receive), MOST)
        await leave.wait()

    inner, app._app = app._app, wait
    tasks = [asyncio.create_task(app(scope_of(headers), _body(body), _nothing)) for _ in range(holding)]
    await asyncio.sleep(0.2)
    app._app = inner
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    await app(scope_of({}), _body(b"x" * MOST), send)
    leave.set()
    await asyncio.gather(*tasks)
    assert said[0]["status"] == expected


def _body(content: bytes) -> Any:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    return receive


async def _nothing(message: Any) -> None: ...
