"""How an error of ours is answered: its HTTP status by its code, or the longest that this begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.errors import HuoyanError
from huoyan.serve.engine.refusals import Busy
from huoyan.words import Lang

# What the caller can mend is 4xx. 499 is seen in the log alone: nobody is there to read it.
STATUS: Mapping[str, int] = {
    "artifact": 409,  # the model that is to be reloaded
    "data": 422,
    "download": 422,
    "engine": 500,
    "extra": 501,
    "image": 422,
    "image.memory": 413,
    "image.too_large": 413,
    "serve": 400,
    "serve.address": 403,
    "serve.address.failed": 422,
    "serve.address.hops": 422,
    "serve.address.late": 422,
    "serve.address.status": 422,
    "serve.address.too_large": 413,
    "serve.address.url": 400,
    "serve.body_encoding": 415,
    "serve.body_slow": 408,
    "serve.body_too_large": 413,
    "serve.broken": 500,
    "serve.busy": 429,
    "serve.forbidden": 403,
    "serve.gone": 499,
    "serve.key": 401,
    "serve.late": 504,
    "serve.name_one": 404,
    "serve.no_model": 404,
    "serve.no_picture": 422,
    "serve.no_sequence": 409,
    "serve.no_version": 404,
    "serve.rate": 429,
    "serve.too_many_sequences": 429,
    "usage": 400,
    "video": 422,
}


def status_of(error: HuoyanError) -> int:
    """500 for a code that is not listed: then the fault is not the caller's."""
    code = error.code
    while code:
        if code in STATUS:
            return STATUS[code]
        code = code.rpartition(".")[0]
    return 500


def headers_of(error: HuoyanError) -> dict[str, str]:
    """Retry-After, where there is room again later."""
    return {"retry-after": str(error.retry_after_s)} if isinstance(error, Busy) else {}


def body_of(error: HuoyanError, lang: Lang = "en") -> dict[str, Any]:
    """As our own routes say it."""
    return {"error": {"code": error.code, "message": error.told(lang)}}
