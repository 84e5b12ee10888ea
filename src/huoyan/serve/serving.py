"""How a server is asked to be: flags and Python arguments are these fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from huoyan.errors import UsageError
from huoyan.words import Listed, Message

CODE = "usage.serve"
MIB = 1 << 20
# Field: the least and the most that it may be.
WHOLE = {
    "port": (0, 65_535),
    "workers": (1, 256),
    "max_batch": (1, 1024),
    "queue": (1, 1_000_000),
    "max_body": (1024, 1 << 40),
    "max_pixels": (1, 1 << 50),
    "threads": (1, 1024),
}
NUMBERS = {"delay_ms": (0.0, 10_000.0), "deadline_s": (0.001, 3600.0), "rate": (0.001, 1e6)}


@dataclass(frozen=True, slots=True)
class Serving:
    """Where it listens, what it holds, whom it answers.

    workers: processes that answer, each with the models of its own. max_batch: pictures that go through the
    model together, None for as many as are measured to be worth it. delay_ms: the longest that a picture
    waits for others that are being decoded. queue: pictures that may wait or be answered at once in a
    process; the next is refused with 429. deadline_s: a picture that is not answered by then gets 504.
    max_body: bytes of a request. max_pixels: of a picture, None for the usual (`images.limits`). url_hosts:
    hosts from which pictures may be fetched, () for none. threads: of an engine, None for every core.
    engine: as in `huoyan.load`. rate: requests a second of a key in each worker, None for any.
    request_log: a file to which a JSON line is added for each request, "-" for stdout, None for none.
    Raises UsageError usage.serve for a value out of its bounds, and for a rate without keys.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    max_batch: int | None = None
    delay_ms: float = 5.0
    queue: int = 128
    deadline_s: float = 10.0
    max_body: int = 32 * MIB
    max_pixels: int | None = None
    api_key_file: str | None = None
    no_auth: bool = False
    tls_cert: str | None = None
    tls_key: str | None = None
    url_hosts: tuple[str, ...] = ()
    threads: int | None = None
    engine: str = "auto"
    rate: float | None = None
    request_log: str | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is None:
                continue
            if each.name in WHOLE:
                low, high = WHOLE[each.name]
                if not (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high):
                    raise _wrong(each.name, value, Message("serve.whole_between", low=low, high=high))
            elif each.name in NUMBERS:
                least, most = NUMBERS[each.name]
                number = isinstance(value, int | float) and not isinstance(value, bool)
                if not (number and least <= value <= most):
                    raise _wrong(each.name, value, Message("serve.number_between", low=least, high=most))
        if self.rate is not None and self.api_key_file is None:
            raise UsageError(Message("serve.rate_without_keys", rate=self.rate), code=CODE)


def serving_from(values: Mapping[str, Any]) -> Serving:
    """Raises UsageError usage.serve: an unknown name, or a value out of its bounds."""
    known = [each.name for each in fields(Serving)]
    for name in values:
        if name not in known:
            near = get_close_matches(name, known, n=3) or known
            raise UsageError(Message("serve.no_argument", name=name, near=Listed(near, len(near))), code=CODE)
    return Serving(**values)


def _wrong(name: str, value: Any, expected: Message) -> UsageError:
    flag = name.replace("_", "-")
    return UsageError(Message("serve.setting", flag=flag, value=repr(value), expected=expected), code=CODE)
