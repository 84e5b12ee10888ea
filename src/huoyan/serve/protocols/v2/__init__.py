"""The Open Inference Protocol, version 2, over REST, with tensors in binary and sequences.

https://github.com/kserve/open-inference-protocol, and Triton's extensions for binary tensors, classification,
sequences and the index of models.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from huoyan.errors import HuoyanError, ServeError
from huoyan.serve.engine import Served, Shelf
from huoyan.serve.protocols.v2 import metadata
from huoyan.serve.protocols.v2.infer import infer
from huoyan.serve.serving import Serving
from huoyan.serve.statuses import headers_of, status_of
from huoyan.web.access.request_log import say_refused
from huoyan.words import Message

Answer = Callable[[Request], Awaitable[Response]]
EVERY_METHOD = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")


def routes(shelf: Shelf, serving: Serving) -> list[Route]:
    known = metadata.Metadata()

    async def live(request: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(request: Request) -> Response:
        return JSONResponse({"ready": True})

    async def server(request: Request) -> Response:
        return JSONResponse(metadata.server())

    async def models(request: Request) -> Response:
        return JSONResponse({"models": list(shelf.names())})

    async def index(request: Request) -> Response:
        served = [shelf.get(name) for name in shelf.names()]
        state = {"state": "READY", "reason": ""}
        return JSONResponse([{"name": each.name, "version": each.version, **state} for each in served])

    async def model(request: Request) -> Response:
        return JSONResponse(await known.of(_served(shelf, request)))

    async def model_ready(request: Request) -> Response:
        served = _served(shelf, request)
        return JSONResponse({"name": served.name, "ready": True})

    async def inference(request: Request) -> Response:
        return await infer(request, _served(shelf, request), serving)

    named = "/v2/models/{model}"
    both = (named, named + "/versions/{version}")
    return [
        _route("/v2", server),
        _route("/v2/health/live", live),
        _route("/v2/health/ready", ready),
        _route("/v2/models", models),
        _route("/v2/repository/index", index, "POST"),
        *(_route(path, model) for path in both),
        *(_route(f"{path}/ready", model_ready) for path in both),
        *(_route(f"{path}/infer", inference, "POST") for path in both),
        Route("/v2/{rest:path}", _told(_unknown), methods=EVERY_METHOD),
    ]


def _served(shelf: Shelf, request: Request) -> Served:
    return shelf.get(request.path_params["model"], request.path_params.get("version"))


async def _unknown(request: Request) -> Response:
    raise ServeError(Message("v2.no_call", path=request.url.path[:200]), code="serve.no_call")


def _route(path: str, answer: Answer, method: str = "GET") -> Route:
    """All other methods are refused in the protocol's own words."""
    return Route(path, _told(partial(_by_method, answer, method)), methods=EVERY_METHOD)


async def _by_method(answer: Answer, method: str, request: Request) -> Response:
    if request.method in (method, "HEAD" if method == "GET" else method):
        return await answer(request)
    said = Message("v2.method", path=request.url.path[:200], method=method, found=request.method)
    return JSONResponse({"error": str(said)}, 405, {"allow": method})


def _told(answer: Answer) -> Answer:
    """Every error as this protocol says it: a text."""

    async def told(request: Request) -> Response:
        try:
            return await answer(request)
        except HuoyanError as error:
            say_refused(request.scope, error.code)
            return JSONResponse({"error": str(error)}, status_of(error), headers_of(error))

    return told
