"""The models that are served, by name: the newest good version of each, exchanged while it answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

from huoyan.errors import ServeError
from huoyan.predict import Predictor
from huoyan.runtimes.clips import ClipRuntime
from huoyan.serve.engine.decoding import DecodePool
from huoyan.serve.engine.looked import Measures, Unmeasured
from huoyan.serve.engine.opening import open_proven
from huoyan.serve.engine.pace import measured_costs
from huoyan.serve.engine.served import Served
from huoyan.serve.serving import Serving
from huoyan.system.cores import available_cores
from huoyan.words import Listed, Message

LAST_S = 3.0  # for threads to end; what was admitted has been waited for before


class Shelf:
    """All methods but `open_all` are called in the event loop.

    versions: of each model that is opened, the first number that it is to have, by its name; 1 where none is
    given. A worker that takes the place of another is called as those beside it.
    """

    def __init__(
        self,
        models: Mapping[str, Path],
        serving: Serving,
        measures: Measures | None = None,
        versions: Mapping[str, int] | None = None,
    ) -> None:
        self.measures: Measures = measures or Unmeasured()
        self._paths, self._serving = dict(models), serving
        self._first = dict(versions or {})
        self._pool = DecodePool()
        self._served: dict[str, Served] = {}
        self._opening = {name: asyncio.Lock() for name in models}
        self._leaving = False

    def open_all(self) -> None:
        """Before the first call. Raises ArtifactError, EngineError, UsageError, MissingExtra."""
        for name in self._paths:
            self._put(name, *self._opened(name), self._first.get(name, 1))

    @property
    def ready(self) -> bool:
        """Whether requests are wanted: all models are open, and the server does not end."""
        return not self._leaving and len(self._served) == len(self._paths)

    def leave(self) -> None:
        """The server ends: it is not ready any more, and answers what comes all the same."""
        self._leaving = True

    def close(self) -> None:
        """What was admitted is answered; then the threads end."""
        until = time.monotonic() + LAST_S
        self._pool.close(until)
        for each in self._served.values():
            each.close(until)
        self._served.clear()

    def names(self) -> tuple[str, ...]:
        """In the order in which they were given."""
        return tuple(self._paths)

    def all(self) -> tuple[Served, ...]:
        return tuple(self._served.values())

    def get(self, name: str | None = None, version: str | None = None) -> Served:
        """The newest version; None: of the only model. Raises ServeError: serve.no_model, serve.name_one,
        serve.no_version.
        """
        if name is None and len(self._paths) > 1:
            raise ServeError(Message("serve.name_one", names=Listed(self._paths)), code="serve.name_one")
        found = self._served.get(next(iter(self._paths), "") if name is None else name)
        if found is None:
            told = Message("serve.no_model", name=name, names=Listed(self._paths))
            raise ServeError(told, code="serve.no_model")
        if version not in (None, found.version):
            told = Message("serve.no_version", name=found.name, found=found.version, version=version)
            raise ServeError(told, code="serve.no_version")
        return found

    async def reload(self, name: str, least: int = 0) -> Served:
        """Opens and proves what is there now, beside the old one, and only then exchanges them.

        least: the version is called so, or by the next number where that is larger. Requests that hold the
        old one are answered by it. Raises ServeError serve.no_model, and what `open_all` raises: then the old
        one goes on, and no number is used up.
        """
        self.get(name)
        async with self._opening[name]:
            predictor, costs = await asyncio.to_thread(self._opened, name)
            return self._put(name, predictor, costs, least)

    def _opened(self, name: str) -> tuple[Predictor, dict[int, float]]:
        wanted = self._serving
        threads = wanted.threads
        if threads is None and wanted.workers > 1:  # they share the cores
            threads = max(1, available_cores() // wanted.workers)
        predictor = open_proven(
            self._paths[name], engine=wanted.engine, threads=threads, max_pixels=wanted.max_pixels
        )
        if isinstance(predictor.runtime, ClipRuntime):
            return predictor, {}
        shape = predictor.preprocess
        picture = (shape.height, shape.width, shape.channels)
        return predictor, measured_costs(predictor.runtime, picture, wanted.max_batch)

    def _put(self, name: str, predictor: Predictor, costs: dict[int, float], least: int) -> Served:
        following = int(self._served[name].version) + 1 if name in self._served else 1
        made = Served(
            name,
            str(max(following, least)),
            predictor,
            self._pool,
            queue=self._serving.queue,
            costs=costs,
            delay_s=self._serving.delay_ms / 1e3,
            measures=self.measures,
        )
        self._served[name] = made
        return made
