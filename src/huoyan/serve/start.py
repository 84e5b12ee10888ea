"""A server, from what it is asked for to its end."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from huoyan.errors import UsageError
from huoyan.serve.life.answering import Answering, keys_of, tls_of
from huoyan.serve.life.supervisor import Supervisor
from huoyan.serve.serving import Serving
from huoyan.web.listening import address_of, bound
from huoyan.words import Lang, Listed, Message, counted

Say = Callable[[Message], None]


def serve(models: Mapping[str, Path], serving: Serving, *, say: Say, lang: Lang = "en") -> None:
    """Answers until SIGTERM or Ctrl-C. `say` is told the address once it answers there.

    Raises UsageError; ServeError: serve.listen, serve.no_worker; of one process, ArtifactError, EngineError,
    MissingExtra.
    """
    if serving.workers > 1 and os.name == "nt":
        raise UsageError(Message("serve.workers_here", workers=serving.workers), code="usage.serve")
    keys_of(serving)  # before a port is taken, or a model opened
    with bound(serving.host, serving.port) as listener:
        address = address_of(listener, tls_of(serving))

        def started() -> None:
            count = counted(len(models), "model")
            say(Message("serve.at", models=count, names=Listed(models), address=address))

        if serving.workers == 1:
            Answering(models, serving, listener, started=started, lang=lang).run()
        else:
            Supervisor(models, serving, listener, lang=lang, say=say, started=started).run()
