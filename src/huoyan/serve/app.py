"""The application: routes of all protocols and of the page, behind the door. It knows no task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp

from huoyan.errors import HuoyanError, ServeError
from huoyan.serve.crowded import asked_of
from huoyan.serve.engine import Shelf
from huoyan.serve.inputs.held_bodies import HeldBodies
from huoyan.serve.inputs.pictures import Fetch
from huoyan.serve.life.reloading import Reloading
from huoyan.serve.observe import health
from huoyan.serve.observe.measures import ServeMeasures
from huoyan.serve.observe.metrics_page import CountRequests, metrics_routes
from huoyan.serve.page.card import card_routes
from huoyan.serve.page.page import trying_page
from huoyan.serve.protocols import PROTOCOLS, openapi
from huoyan.serve.protocols.refusal import refusal
from huoyan.serve.serving import Serving
from huoyan.serve.statuses import headers_of, status_of
from huoyan.web.access.caller import check_admin
from huoyan.web.access.guard import Guard, Public
from huoyan.web.access.headers import SecurityHeaders
from huoyan.web.access.keys import Key
from huoyan.web.access.request_log import RequestLog, say_refused
from huoyan.web.shell.language import language_of
from huoyan.words import Lang, Message

NO_HEADERS: Mapping[str, str] = {}
# The pages and what they load say nothing of the models; health says whether they are there.
PUBLIC = Public(frozenset({"/", *openapi.PATHS, *Public().paths}), ("/page/",))


def application(
    shelf: Shelf,
    serving: Serving,
    reloading: Reloading,
    *,
    keys: Callable[[], Sequence[Key] | None] = lambda: None,
    log: Callable[[str], None] | None = None,
    measures: ServeMeasures | None = None,
    fetch: Fetch | None = None,
) -> ASGIApp:
    """keys: those that are good today, None where none are asked for. log: takes the line of a request.
    measures: those that the shelf tells. fetch: gives the picture behind an address.
    """
    measures = measures or ServeMeasures(shelf.names())
    routes = [
        *health.routes(shelf, guarded=serving.api_key_file is not None),
        *metrics_routes(shelf, measures),
        *reloading.routes(check_admin),
        *(route for protocol in PROTOCOLS.values() for route in protocol(shelf, serving)),
        *card_routes(shelf),
        *trying_page(),
    ]
    answering = Starlette(
        routes=routes,
        exception_handlers={HuoyanError: _refused, 404: _nowhere, 405: _no_method, Exception: _broken},
    )
    answering.state.fetch = fetch

    def turned_away(
        path: str, error: ServeError, status: int, headers: Mapping[str, str], lang: Lang
    ) -> Response:
        if error.code == "serve.rate" and (asked := asked_of(shelf, path)):
            asked[1].give_back()
        return refusal(path, error, status, headers, lang)

    guarded = Guard(
        answering, keys=keys, no_auth=serving.no_auth, rate=serving.rate, public=PUBLIC, refusal=turned_away
    )
    held = HeldBodies(guarded, serving.max_body)
    return RequestLog(CountRequests(SecurityHeaders(held), measures, routes, shelf), log)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HuoyanError)
    return _written(request, error, status_of(error), headers_of(error))


async def _nowhere(request: Request, error: Exception) -> Response:
    told = Message("serve.no_path", path=request.scope["path"])
    return _written(request, ServeError(told, code="serve.no_path"), 404)


async def _no_method(request: Request, error: Exception) -> Response:
    told = Message("serve.no_method", method=request.method, path=request.scope["path"])
    return _written(request, ServeError(told, code="serve.no_method"), 405, {"allow": _allowed(request)})


async def _broken(request: Request, error: Exception) -> Response:
    """Starlette raises it once more behind this answer; what there is to know is in the log."""
    told = Message("serve.broken", kind=type(error).__name__)
    return _written(request, ServeError(told, code="serve.broken"), 500)


def _allowed(request: Request) -> str:
    """Of all routes of a path: Starlette names the methods of the first alone."""
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return ", ".join(sorted(found))


def _written(
    request: Request, error: HuoyanError, status: int, headers: Mapping[str, str] = NO_HEADERS
) -> Response:
    """In the words of the protocol that was called, and in the language of the caller."""
    say_refused(request.scope, error.code)
    lang = language_of(request.headers)
    return refusal(request.scope["path"], error, status, headers, lang)
