"""One inference: a body in, outputs out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from huoyan.errors import HuoyanError
from huoyan.serve.engine import Given, Looked, Served
from huoyan.serve.inputs.bodies import read_body
from huoyan.serve.protocols.looking import deadline, look_at, while_waited_for
from huoyan.serve.protocols.v2.answer import answer, wanted_of
from huoyan.serve.protocols.v2.compression import encoded
from huoyan.serve.protocols.v2.framing import HEADER
from huoyan.serve.protocols.v2.request import InferRequest, Step, read_request
from huoyan.serve.protocols.v2.taken import Takes, given_in, inputs_of, one_step
from huoyan.serve.serving import Serving
from huoyan.web.access.caller import caller_of

# Longer bodies and answers of more numbers are taken apart and put together in a thread, not in the loop.
_IN_THREAD = 64 * 1024
_NUMBERS_IN_THREAD = 8 * 1024


async def infer(request: Request, served: Served, serving: Serving) -> Response:
    """Raises HuoyanError."""
    served.check_room(deadline(serving.deadline_s))
    body = await read_body(request, serving.max_body)
    predictor = served.predictor
    read = partial(_read, body, request.headers.get(HEADER), inputs_of(predictor), serving.queue)
    asked, given = await asyncio.to_thread(read) if len(body) > _IN_THREAD else read()
    wanted = wanted_of(asked, predictor.artifact.manifest.outputs)
    until = deadline(serving.deadline_s, asked.timeout_s)
    if asked.step is not None:
        moment = one_step(given, predictor.artifact.manifest.clip is not None)
        owner = caller_of(request.scope).name
        rows = await while_waited_for(request, _step(served, owner, asked.step, moment, until))
    else:
        rows = _all_answered(await while_waited_for(request, look_at(served, given, until)))
    write = partial(answer, _head(served, asked, rows), rows, wanted, predictor.labels, asked.top)
    numbers = sum(each.size for row in rows for each in row.outputs.values())
    made, json_length = await asyncio.to_thread(write) if numbers > _NUMBERS_IN_THREAD else write()
    return await _response(made, json_length, request.headers.get("accept-encoding", ""))


def _read(
    body: bytes, json_length: str | None, takes: Mapping[str, Takes], most: int
) -> tuple[InferRequest, list[Given]]:
    asked = read_request(body, json_length)
    return asked, given_in(asked.inputs, takes, most)


async def _step(served: Served, owner: str, step: Step, moment: Given, until: float) -> list[Looked]:
    """Nothing until a frame has completed a step of the model's."""
    looked = await served.step(step.key, moment, owner=owner, start=step.first, end=step.last, until=until)
    return [] if looked is None else [looked]


def _all_answered(rows: list[Looked | HuoyanError]) -> list[Looked]:
    """Raises the first error: the protocol knows no answer to a part of a request."""
    for each in rows:
        if isinstance(each, HuoyanError):
            raise each
    return [each for each in rows if isinstance(each, Looked)]


def _head(served: Served, asked: InferRequest, rows: list[Looked]) -> dict[str, Any]:
    head: dict[str, Any] = {"model_name": served.name, "model_version": served.version}
    if asked.id is not None:
        head["id"] = asked.id
    if asked.step is not None:
        parameters: dict[str, Any] = {"sequence_id": asked.step.id, "sequence_end": asked.step.last}
        head["parameters"] = parameters if rows else {**parameters, "more_needed": True}
    return head


async def _response(made: bytes, json_length: int | None, accepted: str) -> Response:
    headers = {} if json_length is None else {HEADER: str(json_length)}
    body, encoding = (
        await asyncio.to_thread(encoded, made, accepted)
        if len(made) > _IN_THREAD
        else encoded(made, accepted)
    )
    if encoding is not None:
        headers |= {"content-encoding": encoding, "vary": "accept-encoding"}
    kind = "application/json" if json_length is None else "application/octet-stream"
    return Response(body, headers=headers, media_type=kind)
