"""The body of a request, read within bounds of bytes and time."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.requests import ClientDisconnect, Request

from huoyan.errors import ServeError
from huoyan.serve.inputs.held_bodies import hold
from huoyan.serve.inputs.inflate import inflate
from huoyan.words import Message

# A sender may pause so long, and must bring so many bytes a second on the whole, after a start of as long: a
# telephone at the edge of its network does, who drips a byte now and then to hold a connection does not.
PAUSE_S = 15.0
SLOWEST = 8 * 1024
# What a sender still pushes after its refusal is read and thrown away so long, so that it sees the answer
# instead of a broken connection.
_DRAIN_S = 2.0


async def read_body(request: Request, most: int) -> bytes:
    """The body of at most `most` bytes, as it was sent and as it is unpacked (gzip, deflate).

    Raises ServeError: serve.body_too_large, serve.body_slow, serve.body_encoding, serve.body_damaged, and
    serve.gone where the caller has hung up; Crowded where the requests of others fill what may be held.
    """
    if _declared(request) > most:
        await _drain(request)
        raise _too_large(most)
    sent = await _read(request, most)
    encoding = request.headers.get("content-encoding", "identity").strip().lower() or "identity"
    if encoding == "identity":
        return sent
    unpacked = await asyncio.to_thread(inflate, sent, encoding, most)
    hold(request, len(unpacked))
    return unpacked


async def _read(request: Request, most: int) -> bytes:
    received = bytearray()
    loop = asyncio.get_running_loop()
    started = loop.time()
    try:
        async with asyncio.timeout_at(started + PAUSE_S) as patience:
            async for chunk in request.stream():
                hold(request, len(chunk))
                received += chunk
                if len(received) > most:
                    break
                now = loop.time()
                patience.reschedule(min(now + PAUSE_S, started + PAUSE_S + len(received) / SLOWEST))
    except TimeoutError as error:
        raise ServeError(
            Message("serving.body_slow", received=len(received), pause=PAUSE_S), code="serve.body_slow"
        ) from error
    except ClientDisconnect as error:
        raise ServeError(Message("serving.gone"), code="serve.gone") from error
    if len(received) > most:
        await _drain(request)
        raise _too_large(most)
    return bytes(received)


def _declared(request: Request) -> int:
    """Content-Length; 0 where there is none, as with chunks."""
    declared = request.headers.get("content-length", "0")
    return int(declared) if declared.isascii() and declared.isdecimal() else 0


async def _drain(request: Request) -> None:
    if "expect" in request.headers:  # its body waits for our word
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_S):
            while True:
                event = await request.receive()
                if event["type"] != "http.request" or not event.get("more_body", False):
                    return


def _too_large(most: int) -> ServeError:
    return ServeError(Message("serving.body_too_large", most=most), code="serve.body_too_large")
