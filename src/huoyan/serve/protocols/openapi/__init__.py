"""What can be called, described for programs (/openapi.json) and for people (/docs)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from huoyan.serve.engine import Shelf
from huoyan.serve.protocols.openapi.document import document
from huoyan.serve.protocols.openapi.page import page
from huoyan.serve.serving import Serving
from huoyan.web.shell.language import language_of
from huoyan.words import LANGS, Lang

PATHS = ("/openapi.json", "/docs")


def routes(shelf: Shelf, serving: Serving) -> list[Route]:
    async def described(request: Request) -> Response:
        return JSONResponse(document(_language(request)))

    async def shown(request: Request) -> Response:
        return HTMLResponse(page(_language(request)))

    json_path, page_path = PATHS
    return [Route(json_path, described), Route(page_path, shown)]


def _language(request: Request) -> Lang:
    """`?lang=zh`, else as the browser asks."""
    asked = request.query_params.get("lang")
    return next((lang for lang in LANGS if lang == asked), language_of(request.headers))
