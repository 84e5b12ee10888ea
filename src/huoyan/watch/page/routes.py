"""What the page of a watch asks for: the newest moment, its picture, alarms and counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from huoyan.watch.page.shown import Moment, Shown
from huoyan.web import keyed
from huoyan.web.shell.files import page_files
from huoyan.web.shell.routes import page_routes

ROOMS = (keyed.KEYED, Path(__file__).parent / "screen")
WORDS = ("live.", keyed.WORDS)
# A browser that asks for the next moment waits so long for it, and then asks again.
PATIENCE_S = 10.0
TICK_S = 0.03


def watch_routes(shown: Shown) -> list[Route]:
    async def now(request: Request) -> Response:
        """The next moment after ?after=INDEX; without it the newest."""
        moment = await _next(shown, _whole(request.query_params.get("after"), -1))
        said: Mapping[str, Any] = {} if moment is None else moment.said
        standing = {"over": shown.over, "alarms": shown.alarms.told, "counts": shown.counts}
        return JSONResponse({"source": shown.source, "places": shown.places, **standing, **said})

    async def picture(request: Request) -> Response:
        moment = shown.moment(request.path_params["index"])
        return _jpeg(None if moment is None else await asyncio.to_thread(moment.jpeg))

    async def alarms(request: Request) -> Response:
        found = shown.alarms.after(_whole(request.query_params.get("after"), 0))
        return JSONResponse({"alarms": [each.to_json() for each in found]})

    async def alarm_picture(request: Request) -> Response:
        return _jpeg(shown.alarms.picture(request.path_params["number"]))

    async def over_time(request: Request) -> Response:
        return JSONResponse(shown.over_time.to_json())

    return [
        *page_routes(page_files(ROOMS, WORDS)),
        Route("/now", now),
        Route("/pictures/{index:int}.jpg", picture),
        Route("/alarms", alarms),
        Route("/alarms/{number:int}.jpg", alarm_picture),
        Route("/counts", over_time),
    ]


async def _next(shown: Shown, after: int) -> Moment | None:
    until = time.monotonic() + PATIENCE_S
    while True:
        newest = shown.newest()
        # A watch that begins anew counts its frames anew: another index is another moment.
        if newest is not None and newest.index != after:
            return newest
        if shown.over or time.monotonic() > until:
            return newest
        await asyncio.sleep(TICK_S)


def _jpeg(content: bytes | None) -> Response:
    if content is None:
        return Response(status_code=404)
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 16 else otherwise
