"""One of several processes that answer on one socket: told what to do by its supervisor."""

from __future__ import annotations

import dataclasses
import os
import socket
import sys
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from huoyan.errors import HuoyanError
from huoyan.serve.life.answering import Answering
from huoyan.serve.life.control import Line
from huoyan.serve.serving import Serving

UNUSABLE = 2


def order(
    models: Mapping[str, Path], serving: Serving, versions: Mapping[str, int], lang: str
) -> dict[str, Any]:
    """What a worker is told first."""
    return {
        "models": {name: os.fsdecode(path) for name, path in models.items()},
        "serving": dataclasses.asdict(serving),
        "versions": dict(versions),
        "lang": lang,
    }


def main(listening: int, control: int) -> int:
    """Both are file descriptors that were inherited. Ends by SIGTERM, or when the supervisor has gone."""
    line = Line(socket.socket(fileno=control))
    told = line.hear()
    if not told:
        return UNUSABLE
    first, *since = told  # it may have been told to read a model again by now
    values = first["serving"]
    serving = Serving(**{**values, "url_hosts": tuple(values["url_hosts"])})

    def started() -> None:
        """Only now: what is asked of a server that does not run yet would be lost."""
        _say(line, {"started": os.getpid()})
        threading.Thread(target=_listen, args=(line, answering, since), daemon=True).start()

    try:
        answering = Answering(
            {name: Path(path) for name, path in first["models"].items()},
            serving,
            socket.socket(fileno=listening),
            versions=first["versions"],
            told=lambda name: _say(line, {"reloaded": name}),
            started=started,
        )
    except HuoyanError as error:
        sys.stderr.write(f"huoyan: {error.told(first['lang'])} [{error.code}]\n")
        return UNUSABLE
    answering.run()
    return 0


def _listen(line: Line, answering: Answering, told: list[dict[str, Any]] | None) -> None:
    """told: what came with the order."""
    while told is not None:
        for each in told:
            if each.get("read_again"):
                answering.server.call_soon(answering.read_again)
            if name := each.get("reload"):
                answering.server.call_soon(partial(answering.reloading.one, name))
        told = line.hear()
    answering.server.stop()


def _say(line: Line, what: dict[str, Any]) -> None:
    line.say(what)
