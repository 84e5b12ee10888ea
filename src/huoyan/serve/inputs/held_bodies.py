"""How many bytes of requests one process holds at once: many large ones together must not fill its memory."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from huoyan.serve.engine.refusals import Crowded

# So many of the largest bodies may be in memory together, from their first byte until they are answered.
AT_ONCE = 16
RETRY_AFTER_S = 1
_KEY = "huoyan.held"


class HeldBodies:
    """ASGI middleware, which gives back what a request held when it ends. most_body: bytes of one body."""

    def __init__(self, app: ASGIApp, most_body: int) -> None:
        self._app, self._most, self._held = app, AT_ONCE * most_body, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[_KEY] = share = _Share(self)
        try:
            await self._app(scope, receive, send)
        finally:
            self._held -= share.bytes

    def take(self, n: int) -> None:
        if self._held + n > self._most:
            raise Crowded(self._most, RETRY_AFTER_S)
        self._held += n


class _Share:
    """Of one request."""

    def __init__(self, of: HeldBodies) -> None:
        self._of, self.bytes = of, 0

    def take(self, n: int) -> None:
        self._of.take(n)
        self.bytes += n


def hold(request: Request, n: int) -> None:
    """`n` more bytes are held for this request until it ends. Raises Crowded where others hold too many."""
    share = request.scope.get(_KEY)
    if isinstance(share, _Share):
        share.take(n)
