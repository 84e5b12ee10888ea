"""The pictures of one request looked at together, as long as the caller waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from typing import TypeVar

from starlette.requests import Request

from huoyan.errors import HuoyanError, ServeError
from huoyan.serve.engine import Given, Looked, Served
from huoyan.words import Message

T = TypeVar("T")


def deadline(most_s: float, asked_s: float | None = None) -> float:
    """`time.monotonic()` of the end of a request that begins now; the caller may ask for less only."""
    return time.monotonic() + min(most_s, most_s if asked_s is None else asked_s)


async def look_at(
    served: Served, given: Sequence[Given], until: float, names: Sequence[str] = ()
) -> list[Looked | HuoyanError]:
    """The answer to each, in order, or why it has none."""
    each = [
        _looked(served, one, until, name)
        for one, name in zip(given, names or ["image"] * len(given), strict=True)
    ]
    return [await each[0]] if len(each) == 1 else await asyncio.gather(*each)


async def while_waited_for(request: Request, work: Coroutine[None, None, T]) -> T:
    """What `work` gives, which is cancelled where the caller hangs up: nobody would read it.

    The body has been read before. Raises ServeError serve.gone.
    """
    mine, gone = asyncio.current_task(), False

    async def watch() -> None:
        nonlocal gone
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone = True
        if mine is not None:
            mine.cancel()

    watching = asyncio.create_task(watch())
    try:
        return await work
    except asyncio.CancelledError:
        if not gone or mine is None:
            raise
        mine.uncancel()
        raise ServeError(Message("serving.gone"), code="serve.gone") from None
    finally:
        watching.cancel()


async def _looked(served: Served, given: Given, until: float, name: str) -> Looked | HuoyanError:
    try:
        return await served.look(given, until=until, name=name)
    except HuoyanError as error:
        return error
