"""Requests that a crowded server refuses on sight, told of once a second: their number, a line of the log.

To count and write down each would cost more than the refusal. A line has the number in `requests`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from huoyan.serve.engine import Busy
from huoyan.serve.observe.measures import ServeMeasures
from huoyan.serve.statuses import STATUS
from huoyan.web.access.request_log import log_line

EACH_S = 1.0


class RefusedOnSight:
    """Used in the event loop alone. write: of the log, None where there is none."""

    def __init__(self, measures: ServeMeasures, write: Callable[[str], None] | None) -> None:
        self._measures, self._write = measures, write
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, route: str, model: str, key: str) -> None:
        """key: whose it is, "" where none is asked for."""
        if not self._counts:
            asyncio.get_running_loop().call_later(EACH_S, self.tell)
        self._counts[route, model, key] += 1

    def tell(self) -> None:
        """Also what is left at the end."""
        counts, self._counts = self._counts, Counter()
        for (route, model, key), requests in counts.items():
            self._measures.refused_on_sight(route, model, Busy.code, STATUS[Busy.code], requests)
            if self._write is not None:
                entry = {"method": "POST", "path": route, "model": model, "status": STATUS[Busy.code]}
                self._write(log_line({**entry, "key": key or None, "code": Busy.code, "requests": requests}))
