"""Models behind HTTP, from Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.data.say import to_stderr
from huoyan.errors import MissingExtra
from huoyan.system import hang_up
from huoyan.system.caller_state import leaves_caller_alone
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.words import Lang


@leaves_caller_alone
def serve(
    models: str | Path | Sequence[str | Path] | Mapping[str, str | Path],
    *,
    say: Callable[[Message], None] = to_stderr,
    lang: Lang = "en",
    **serving: Any,
) -> None:
    """Answers over HTTP until the process is sent SIGTERM, or Ctrl-C is pressed.

    models: run folders, each called by its name; or folders by the names that they are to have. `serving` are
    the fields of `huoyan.serve.serving.Serving`: port=8000, workers=2 ... `say` is told the address once it
    answers there. lang: of what it logs. Blocks; call it in the main thread, where signals arrive.

    Needs the extra `serve`. Raises UsageError, ServeError, ArtifactError, EngineError, MissingExtra.
    """
    for package in ("starlette", "uvicorn", "prometheus_client", "multipart"):
        if find_spec(package) is None:
            raise MissingExtra(package, "serve", Message("serve.of_serve"))
    with hang_up.kept():
        from huoyan.serve.names import models_named
        from huoyan.serve.serving import serving_from
        from huoyan.serve.start import serve as start

        given = [models] if isinstance(models, str | Path) else models
        start(models_named(given), serving_from(serving), say=say, lang=lang)
