"""Whether the process lives (/livez), and whether it wants requests (/readyz)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from huoyan.serve.engine import Shelf


def routes(shelf: Shelf, *, guarded: bool) -> list[BaseRoute]:
    """Both are open to all. guarded: which models there are is told to those with a key, elsewhere."""

    async def livez(request: Request) -> Response:
        return JSONResponse({"live": True})

    async def readyz(request: Request) -> Response:
        told: dict[str, Any] = {"ready": shelf.ready}
        if not guarded:
            told["models"] = {each.name: each.version for each in shelf.all()}
        return JSONResponse(told, 200 if shelf.ready else 503)

    return [Route("/livez", livez), Route("/readyz", readyz)]
