"""A server on loopback that answers in every protocol, and calls to it as bare HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from huoyan.serve.app import application
from huoyan.serve.engine import Shelf
from huoyan.serve.life.reloading import Reloading
from huoyan.serve.serving import Serving
from huoyan.web.access.keys import Key


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@contextlib.contextmanager
def answering(models: Mapping[str, Path], keys: Sequence[Key] | None = None, **wanted: Any) -> Iterator[str]:
    """The address of a server of these models; `wanted` are fields of `Serving`."""
    serving = Serving(**{"engine": "onnxruntime", "threads": 1, **wanted})
    shelf = Shelf(models, serving)
    shelf.open_all()
    app = application(shelf, serving, Reloading(shelf), keys=lambda: keys)
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        shelf.close()


def call(address: str, body: bytes | None = None, method: str | None = None, **headers: str) -> Answered:
    """GET, or POST of a body. A header `content_type` is Content-Type."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method or ("GET" if body is None else "POST"), path or "/", body, named)
        answer = connection.getresponse()
        return Answered(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()
