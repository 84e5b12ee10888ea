"""The Open Inference Protocol, version 2, over REST, with tensors in binary and sequences.

https://github.com/kserve/open-inference-protocol, and Triton's extensions for binary tensors, classification,
sequences and the index of models.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from huoyan.errors import HuoyanError
from huoyan.serve.engine import Served, Shelf
from huoyan.serve.protocols.v2 import metadata
from huoyan.serve.protocols.v2.infer import infer
from huoyan.serve.serving import Serving


def routes(shelf: Shelf, serving: Serving) -> list[Route]:
    known = metadata.Metadata()

    async def live(request: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(request: Request) -> Response:
        return JSONResponse({"ready": shelf.ready}, 200 if shelf.ready else 503)

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
        Route("/v2", server),
        Route("/v2/health/live", live),
        Route("/v2/health/ready", ready),
        Route("/v2/models", models),
        Route("/v2/repository/index", index, methods=["POST"]),
        *(Route(path, model) for path in both),
        *(Route(f"{path}/ready", model_ready) for path in both),
        *(Route(f"{path}/infer", inference, methods=["POST"]) for path in both),
    ]


def error_of(error: HuoyanError) -> dict[str, Any]:
    """As this protocol says it: a text."""
    return {"error": str(error)}


def _served(shelf: Shelf, request: Request) -> Served:
    return shelf.get(request.path_params["model"], request.path_params.get("version"))
