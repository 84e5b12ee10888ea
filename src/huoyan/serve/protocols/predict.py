"""Our own call: one picture or several in, whatever way they come; all that is known of each out."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from huoyan.errors import HuoyanError
from huoyan.serve.engine import Looked, Served, Shelf
from huoyan.serve.inputs.pictures import Picture, fetch_of, read_pictures
from huoyan.serve.protocols.looking import deadline, look_at, while_waited_for
from huoyan.serve.protocols.options import Options, read_options
from huoyan.serve.protocols.threshold import shown_from
from huoyan.serve.serving import Serving
from huoyan.serve.statuses import body_of
from huoyan.tasks import name_of
from huoyan.web.access.request_log import ID_HEADER, request_id
from huoyan.web.shell.language import language_of


def routes(shelf: Shelf, serving: Serving) -> list[Route]:
    async def predict(request: Request) -> Response:
        values = dict(request.query_params)
        model = values.pop("model", None)
        served = shelf.get(request.path_params.get("model", model))
        return await _predict(request, served, serving, values)

    return [
        Route("/predict", predict, methods=["POST"]),
        Route("/models/{model}/predict", predict, methods=["POST"]),
    ]


async def _predict(request: Request, served: Served, serving: Serving, query: dict[str, Any]) -> Response:
    """Raises HuoyanError."""
    started = time.perf_counter()
    served.check_room(deadline(serving.deadline_s))
    posted = await read_pictures(request, serving.max_body, fetch_of(request))
    options = read_options(query, posted.fields)
    until = deadline(serving.deadline_s, options.timeout_s)
    given, names = [each.content for each in posted.pictures], [each.name for each in posted.pictures]
    looking = look_at(served, given, until, [name or "image" for name in names])
    rows = await while_waited_for(request, looking)
    told = [await _told(row, served, options) for row in rows]
    said = {"id": request_id(request.scope), "model": served.name, "version": served.version}
    said["task"] = name_of(served.predictor.task)
    total = {"total_ms": round((time.perf_counter() - started) * 1e3, 3)}
    headers = {ID_HEADER: said["id"]}
    if len(told) == 1:
        (row,) = told
        if isinstance(row, HuoyanError):
            raise row
        return JSONResponse({**said, **_named(posted.pictures[0]), **row, **total}, headers=headers)
    lang = language_of(request.headers)
    answers = [
        {**_named(picture), **(body_of(row, lang) if isinstance(row, HuoyanError) else row)}
        for picture, row in zip(posted.pictures, told, strict=True)
    ]
    if all(isinstance(row, HuoyanError) for row in told):
        raise next(row for row in told if isinstance(row, HuoyanError))
    return JSONResponse({**said, "answers": answers, **total}, headers=headers)


def _named(picture: Picture) -> dict[str, str]:
    return {"source": picture.name} if picture.name else {}


async def _told(row: Looked | HuoyanError, served: Served, options: Options) -> dict[str, Any] | HuoyanError:
    if isinstance(row, HuoyanError):
        return row
    task, result = served.predictor.task, row.result
    if options.threshold is not None:
        result = await asyncio.to_thread(shown_from, row, task, options.threshold)
    times = {"decode": row.decode_ms, "queue": row.queue_ms, "model": row.model_ms}
    told: dict[str, Any] = {
        **result.to_json(options.top),
        "times": {name: round(value, 3) for name, value in times.items()},
        "batch": row.batch,
    }
    if row.place is not None:
        told |= {"width": row.place.source_width, "height": row.place.source_height}
    return told
