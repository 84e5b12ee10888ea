"""One of several processes that answer on one socket: told what to do by its supervisor."""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from huoyan.errors import HuoyanError
from huoyan.serve.engine import Served
from huoyan.serve.life.answering import Answering
from huoyan.serve.life.control import Line
from huoyan.serve.serving import Serving
from huoyan.words import Lang

UNUSABLE = 2


def order(
    models: Mapping[str, Path], serving: Serving, versions: Mapping[str, int], lang: Lang
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

    def reloaded(served: Served, asked: bool) -> None:
        line.say({"reloaded": served.name, "version": int(served.version), "asked": asked})

    def started() -> None:
        """Only now: what is asked of a server that does not run yet would be lost."""
        line.say({"started": os.getpid()})
        threading.Thread(target=_listen, args=(line, answering, since), daemon=True).start()

    try:
        answering = Answering(
            {name: Path(path) for name, path in first["models"].items()},
            serving,
            socket.socket(fileno=listening),
            versions=first["versions"],
            told=reloaded,
            started=started,
            lang=first["lang"],
        )
        answering.run()
    except HuoyanError as error:
        line.say({"unusable": f"{error.told(first['lang'])} [{error.code}]"})
        return UNUSABLE
    return 0


def _listen(line: Line, answering: Answering, told: list[dict[str, Any]] | None) -> None:
    """told: what came with the order."""
    while told is not None:
        for each in told:
            if "read_again" in each:
                answering.server.call_soon(partial(answering.read_again, each["read_again"]))
            if "reload" in each:
                least = each["version"]
                answering.server.call_soon(partial(answering.reloading.one, each["reload"], least))
        told = line.hear()
    answering.server.stop()
