"""GET /metrics, and the middleware that counts requests by the pattern of their route."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from huoyan.serve.engine import Shelf
from huoyan.serve.observe.measures import ServeMeasures
from huoyan.web.access.request_log import refused_as

NOWHERE, FILES = "none", "files"


def metrics_routes(shelf: Shelf, measures: ServeMeasures) -> list[BaseRoute]:
    async def metrics(request: Request) -> Response:
        take_stock(shelf, measures)
        page, kind = measures.page(request.headers.get("accept", ""))
        return Response(page, headers={"content-type": kind})

    return [Route("/metrics", metrics)]


def take_stock(shelf: Shelf, measures: ServeMeasures) -> None:
    """What is not told of by an event: how many wait, and which version answers."""
    for served in shelf.all():
        measures.waiting(served.name, served.waiting, served.version)


class CountRequests:
    """ASGI middleware. routes: of the application. shelf: whose stock is taken after each request where other
    workers tell of it, as they cannot ask when they are scraped.
    """

    def __init__(
        self,
        app: ASGIApp,
        measures: ServeMeasures,
        routes: Iterable[BaseRoute],
        shelf: Shelf | None = None,
    ) -> None:
        self._app, self._measures, self._patterns = app, measures, _patterns(routes)
        self._shelf = shelf if measures.of_many else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 499, time.perf_counter()  # 499: the caller hung up before an answer

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._measures.began()
        try:
            await self._app(scope, receive, seen)
        except Exception:
            status = 500
            raise
        finally:
            seconds = time.perf_counter() - started
            self._measures.answered(self._route(scope), scope["method"], status, seconds)
            if self._shelf is not None:
                take_stock(self._shelf, self._measures)
            if code := refused_as(scope):
                self._measures.turned_away(code)

    def _route(self, scope: Scope) -> str:
        endpoint = scope.get("endpoint")
        if endpoint is None:
            return NOWHERE
        return self._patterns.get((endpoint, frozenset(scope.get("path_params", ()))), FILES)


def _patterns(routes: Iterable[BaseRoute]) -> dict[Hashable, str]:
    """The same function may answer at several patterns; the names of their blanks tell which."""
    return {
        (route.endpoint, frozenset(route.param_convertors)): route.path_format
        for route in routes
        if isinstance(route, Route)
    }
