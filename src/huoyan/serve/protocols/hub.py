"""What clients of Hugging Face's inference API expect: a picture in, a bare list of labels or things out.

`InferenceClient(model="http://HOST/models/NAME").image_classification(picture)`, and `object_detection`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from huoyan.errors import HuoyanError, ServeError
from huoyan.results import Classification, Detection, Detections, Inspection, Result
from huoyan.serve.engine import Looked, Served, Shelf
from huoyan.serve.inputs.pictures import fetch_of, read_pictures
from huoyan.serve.protocols.looking import deadline, look_at, while_waited_for
from huoyan.serve.protocols.options import Options, read_options
from huoyan.serve.protocols.threshold import shown_from
from huoyan.serve.serving import Serving
from huoyan.text import shortened
from huoyan.words import Message

# How these clients call what may be asked; None: of the call itself, which says nothing about the answer.
NAMES: Mapping[str, str | None] = {"top_k": "top", "threshold": "threshold", "options": None}


def routes(shelf: Shelf, serving: Serving) -> list[Route]:
    async def look(request: Request) -> Response:
        return await _look(request, shelf.get(request.path_params.get("model")), serving)

    return [
        Route("/", look, methods=["POST"]),
        Route("/models/{model}", look, methods=["POST"]),
    ]


async def _look(request: Request, served: Served, serving: Serving) -> Response:
    """A list for one picture, a list of lists for several. Raises HuoyanError."""
    served.check_room(deadline(serving.deadline_s))
    posted = await read_pictures(request, serving.max_body, fetch_of(request))
    options = _options({**request.query_params, **posted.fields})
    given = [each.content for each in posted.pictures]
    rows = await while_waited_for(request, look_at(served, given, deadline(serving.deadline_s)))
    told = [await _told(row, served, options) for row in rows]
    headers = {"X-Model-Version": served.version}
    return JSONResponse(told[0] if len(told) == 1 else told, headers=headers)


def _options(fields: Mapping[str, Any]) -> Options:
    """Beside the picture, or within `parameters`. Raises ServeError serve.option."""
    inner = fields.get("parameters")
    if inner is not None and not isinstance(inner, Mapping):
        expected = Message("v2.an_object")
        said = Message(
            "posting.value", name="parameters", value=shortened(repr(inner), 80), expected=expected
        )
        raise ServeError(said, code="serve.option")
    given = {**fields, **(inner or {})}
    given.pop("parameters", None)
    if given.pop("function_to_apply", None) is not None:
        raise ServeError(Message("posting.function_to_apply"), code="serve.option")
    asked = {NAMES.get(name, name): value for name, value in given.items() if value is not None}
    asked.pop(None, None)
    return read_options({name: value for name, value in asked.items() if name is not None})


async def _told(row: Looked | HuoyanError, served: Served, options: Options) -> list[dict[str, Any]]:
    """Raises HuoyanError: these clients know no answer to a part of a request."""
    if isinstance(row, HuoyanError):
        raise row
    result = row.result
    if options.threshold is not None:
        result = await asyncio.to_thread(shown_from, row, served.predictor.task, options.threshold)
    return _listed(result, options.top)


def _listed(result: Result, top: int) -> list[dict[str, Any]]:
    if isinstance(result, Detections):
        return [_thing(each) for each in result.detections]
    told = result.to_json(top)
    if isinstance(result, Inspection):
        return [{"label": result.answer, **told}]
    listed: list[dict[str, Any]] = told["labels"] if isinstance(result, Classification) else told["values"]
    return listed


def _thing(found: Detection) -> dict[str, Any]:
    """These clients count boxes in whole pixels."""
    told = found.to_json()
    return {**told, "box": {side: round(at) for side, at in told["box"].items()}}
