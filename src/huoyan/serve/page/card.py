"""The card of a model over HTTP: what it answers, how well, from which data, under which licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from huoyan.web.trying.card import model_card

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from huoyan.predict import Predictor


class Named(Protocol):
    """A model that is served."""

    name: str
    version: str
    predictor: Predictor


class Shelf(Protocol):
    """All that are."""

    def names(self) -> tuple[str, ...]: ...

    def get(self, name: str | None = None, version: str | None = None) -> Named: ...


def card_routes(shelf: Shelf) -> list[Route]:
    """GET /models lists what is served, GET /models/NAME is the card of one."""
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def listed(request: Request) -> Response:
        served = [shelf.get(name) for name in shelf.names()]
        models = [{"name": each.name, "version": each.version} for each in served]
        return JSONResponse({"models": models})

    # Not async: the figures of a run are read from the disk.
    def card(request: Request) -> Response:
        served = shelf.get(request.path_params["name"])
        return JSONResponse(model_card(served.predictor.artifact, served.name, served.version))

    return [
        Route("/models", listed, methods=["GET"]),
        Route("/models/{name}", card, methods=["GET"]),
    ]
