"""What a worker and its supervisor say to each other: JSON, a line each, over a pair of sockets."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any

MOST = 1 << 20


class Line:
    """One end. Its `fileno` can be waited for."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._received = b""

    def fileno(self) -> int:
        return self.end.fileno()

    def close(self) -> None:
        self.end.close()

    def say(self, what: Mapping[str, Any]) -> bool:
        """False where the other end has gone."""
        try:
            self.end.sendall(json.dumps(what).encode() + b"\n")
        except OSError:
            return False
        return True

    def hear(self) -> list[dict[str, Any]] | None:
        """What has come, after waiting for it if the socket waits; None where the other end has gone."""
        try:
            data = self.end.recv(MOST)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        *lines, self._received = (self._received + data).split(b"\n")
        return [json.loads(line) for line in lines]
