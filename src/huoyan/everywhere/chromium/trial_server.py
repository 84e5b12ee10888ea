"""What a browser on this machine is given and gives back: a site, pictures, and its answers to them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

_TRIAL = Path(__file__).parent / "trial"
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
_ANY = "application/octet-stream"
# Outputs of a detector in decimals.
_MOST_BYTES = 256 << 20

# What a browser told: the path below the secret, and the value.
Told = tuple[str, Any]


@contextmanager
def trial_server(site: Path, pictures: Sequence[bytes]) -> Iterator[tuple[str, Queue[Told]]]:
    """The address to open, and what is told as it comes.

    On the loopback address and below a secret path, for the pictures are somebody's.
    """
    told: Queue[Told] = Queue()
    secret = secrets.token_urlsafe(16)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, content = _found(self._below(), site, pictures)
            self._answer(HTTPStatus.NOT_FOUND if content is None else HTTPStatus.OK, kind, content or b"")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            path = self._below()
            if not path or length > _MOST_BYTES:
                self.close_connection = True
                self._answer(HTTPStatus.NOT_FOUND, _ANY, b"")
                return
            told.put((path, json.loads(self.rfile.read(length))))
            self._answer(HTTPStatus.OK, _ANY, b"")

        def _below(self) -> str:
            """The path below the secret; empty for all else."""
            path = self.path.partition("?")[0].strip("/").split("/", 1)
            return path[1] if path[0] == secret and len(path) == 2 else ""

        def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            # With these two a page may use threads.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *values: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        yield f"http://127.0.0.1:{port}/{secret}/trial/index.html?pictures={len(pictures)}", told
    finally:
        server.shutdown()
        server.server_close()


def _found(path: str, site: Path, pictures: Sequence[bytes]) -> tuple[str, bytes | None]:
    """Kind and content of what is asked for; None where there is nothing."""
    head, _, rest = path.partition("/")
    if head == "pictures" and rest.isdecimal() and int(rest) < len(pictures):
        return _ANY, pictures[int(rest)]
    folder = {"site": site, "trial": _TRIAL}.get(head)
    file = folder / rest if folder is not None else None
    if file is None or ".." in Path(rest).parts or not file.is_file():
        return _ANY, None
    return _KINDS.get(file.suffix, _ANY), file.read_bytes()
