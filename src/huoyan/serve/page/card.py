"""The card of a model over HTTP: what it answers, how well, from which data, under which licence."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from huoyan.serve.engine import Shelf
from huoyan.web.trying.card import model_card


def card_routes(shelf: Shelf) -> list[Route]:
    """GET /models lists what is served, GET /models/NAME is the card of one."""

    async def listed(request: Request) -> Response:
        models = [{"name": each.name, "version": each.version} for each in shelf.all()]
        return JSONResponse({"models": models})

    async def card(request: Request) -> Response:
        served = shelf.get(request.path_params["model"])
        # In a thread: the figures of its run are read from the disk.
        told = await asyncio.to_thread(model_card, served.predictor.artifact, served.name, served.version)
        return JSONResponse(told)

    return [
        Route("/models", listed, methods=["GET"]),
        Route("/models/{model}", card, methods=["GET"]),
    ]
