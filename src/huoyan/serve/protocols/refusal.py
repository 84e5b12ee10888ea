"""An error as the protocol of the called path writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from huoyan.errors import HuoyanError
from huoyan.serve.protocols import v2
from huoyan.serve.statuses import body_of

# Paths that begin so have words of their own; all others have those of our own calls.
WRITERS: Mapping[str, Callable[[HuoyanError], dict[str, Any]]] = {"/v2": v2.error_of}


def refusal(path: str, error: HuoyanError, status: int, headers: Mapping[str, str]) -> Response:
    write = next((w for begin, w in WRITERS.items() if f"{path}/".startswith(f"{begin}/")), body_of)
    return JSONResponse(write(error), status, headers)
