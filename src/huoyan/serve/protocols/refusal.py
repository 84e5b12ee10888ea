"""An error as the protocol of the called path writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from huoyan.errors import HuoyanError
from huoyan.serve.protocols import v2
from huoyan.serve.statuses import body_of
from huoyan.words import Lang

# Paths that begin so have words of their own; all others have those of our own calls.
WRITERS: Mapping[str, Callable[[HuoyanError], dict[str, Any]]] = {"/v2": v2.error_of}


def refusal(
    path: str, error: HuoyanError, status: int, headers: Mapping[str, str], lang: Lang = "en"
) -> Response:
    """lang: of our own calls; programs that speak a protocol of others read English."""
    write = next((w for begin, w in WRITERS.items() if f"{path}/".startswith(f"{begin}/")), None)
    said = body_of(error, lang) if write is None else write(error)
    return JSONResponse(said, status, headers)
