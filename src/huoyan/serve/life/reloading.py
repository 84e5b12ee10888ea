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
from huoyan.serve.statuses import body_of, status_of

LOG = logging.getLogger("huoyan.serve")
# Told of a model that was read again, so that other processes do so too.
Told = Callable[[str], None]
# Of the scope of a request; raises ServeError where the caller may not.
Check = Callable[[Mapping[str, Any]], None]


class Reloading:
    """Of one process. A model that is broken is told of, and never replaces a good one."""

    def __init__(self, shelf: Shelf, told: Told = lambda name: None) -> None:
        self._shelf, self._told = shelf, told
        self._running: set[asyncio.Task[Any]] = set()

    def all(self) -> None:
        """At SIGHUP: of one process, which has nobody to tell."""
        for name in self._shelf.names():
            self.one(name)

    def one(self, name: str) -> None:
        """In the background."""
        self._keep(self._quietly(name))

    async def now(self, name: str) -> Served:
        """Raises as `Shelf.reload`."""
        served = await self._shelf.reload(name)
        LOG.info("%s is now version %s", name, served.version)
        self._told(name)
        return served

    def routes(self, check: Check) -> list[BaseRoute]:
        """POST /models/{model}/reload."""

        async def reload(request: Request) -> Response:
            try:
                check(request.scope)
                # Goes on where the caller hangs up: half a reload is none.
                served = await asyncio.shield(self._keep(self.now(request.path_params["model"])))
            except HuoyanError as error:
                return JSONResponse(body_of(error), status_of(error))
            return JSONResponse({"model": served.name, "version": served.version})

        return [Route("/models/{model}/reload", reload, methods=["POST"])]

    async def _quietly(self, name: str) -> None:
        try:
            served = await self._shelf.reload(name)
        except HuoyanError as error:
            LOG.error("%s goes on as it was: %s [%s]", name, error, error.code)
        else:
            LOG.info("%s is now version %s", name, served.version)

    def _keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """A task that nobody holds may be collected before it has ended."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task
