"""Whether the process lives (/livez), and whether it wants requests (/readyz)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from huoyan.serve.engine import Shelf


def routes(shelf: Shelf) -> list[BaseRoute]:
    async def livez(request: Request) -> Response:
        return JSONResponse({"live": True})

    async def readyz(request: Request) -> Response:
        models = {each.name: each.version for each in shelf.all()}
        return JSONResponse({"ready": shelf.ready, "models": models}, 200 if shelf.ready else 503)

    return [Route("/livez", livez), Route("/readyz", readyz)]
