"""Errors as our own routes say them: {"error": {"code": ..., "message": ...}} with the status of the code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from huoyan.errors import HuoyanError
from huoyan.serve.statuses import body_of, headers_of, status_of
from huoyan.web.access.request_log import say_refused

Answer = Callable[[Request], Awaitable[Response]]


def refusing(answer: Answer) -> Answer:
    """The same, with an answer to a HuoyanError, too."""

    async def told(request: Request) -> Response:
        try:
            return await answer(request)
        except HuoyanError as error:
            say_refused(request.scope, error.code)
            return JSONResponse(body_of(error), status_of(error), headers_of(error))

    return told
