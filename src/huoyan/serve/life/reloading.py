"""Models read again while they answer: asked for over HTTP, by SIGHUP, or by another process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from huoyan.errors import HuoyanError
from huoyan.serve.engine import Served, Shelf
from huoyan.words import Lang, Message

LOG = logging.getLogger("huoyan.serve")
# Told of a model that was read again, and whether a caller asked for it here: then other processes do so.
Told = Callable[[Served, bool], None]
# Of the scope of a request; raises ServeError where the caller may not.
Check = Callable[[Mapping[str, Any]], None]


def nobody(served: Served, asked: bool) -> None:
    """There are no other processes."""


class Reloading:
    """Of one process. A model that is broken is told of, and never replaces a good one. lang: of its log."""

    def __init__(self, shelf: Shelf, told: Told = nobody, lang: Lang = "en") -> None:
        self._shelf, self._told, self._lang = shelf, told, lang
        self._running: set[asyncio.Task[Any]] = set()

    def one(self, name: str, least: int = 0) -> None:
        """In the background. least: see `Shelf.reload`."""
        self._keep(self._quietly(name, least))

    async def now(self, name: str, least: int = 0, *, asked: bool = True) -> Served:
        """Raises as `Shelf.reload`."""
        served = await self._shelf.reload(name, least)
        LOG.info(Message("serve.is_now", name=name, version=served.version).told(self._lang))
        self._told(served, asked)
        return served

    def routes(self, check: Check) -> list[BaseRoute]:
        """POST /models/{model}/reload."""

        async def reload(request: Request) -> Response:
            check(request.scope)
            # Goes on where the caller hangs up: half a reload is none.
            served = await asyncio.shield(self._keep(self.now(request.path_params["model"])))
            return JSONResponse({"model": served.name, "version": served.version})

        return [Route("/models/{model}/reload", reload, methods=["POST"])]

    async def _quietly(self, name: str, least: int) -> None:
        try:
            await self.now(name, least, asked=False)
        except HuoyanError as error:
            told = Message("serve.goes_on", name=name, reason=error.message, code=error.code)
            LOG.error(told.told(self._lang))

    def _keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """A task that nobody holds may be collected before it has ended."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task
