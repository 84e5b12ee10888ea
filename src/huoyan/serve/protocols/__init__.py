"""The ways in which pictures are sent and answers given: a file or room a protocol, a line each here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.routing import BaseRoute

from huoyan.serve.engine import Shelf
from huoyan.serve.protocols import hub, openapi, predict, v2
from huoyan.serve.serving import Serving

Protocol = Callable[[Shelf, Serving], Sequence[BaseRoute]]

# Routes are tried in this order.
PROTOCOLS: Mapping[str, Protocol] = {
    "v2": v2.routes,
    "predict": predict.routes,
    "hub": hub.routes,
    "openapi": openapi.routes,
}
