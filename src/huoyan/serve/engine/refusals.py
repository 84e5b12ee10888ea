"""Why a picture is not looked at although nothing is wrong with it."""

from __future__ import annotations

from huoyan.errors import ServeError
from huoyan.words import Message


class Busy(ServeError):
    """The queue is full (429). retry_after_s: whole seconds after which there should be room."""

    code = "serve.busy"

    def __init__(self, queue: int, retry_after_s: int) -> None:
        super().__init__(Message("serve.busy", queue=queue, seconds=retry_after_s))
        self.retry_after_s = retry_after_s


class Crowded(Busy):
    """Requests that are being read or answered fill the memory that they may have (429)."""

    def __init__(self, most: int, retry_after_s: int) -> None:
        ServeError.__init__(self, Message("serving.crowded", most=most, seconds=retry_after_s))
        self.retry_after_s = retry_after_s


class Late(ServeError):
    """The deadline has passed (504)."""

    code = "serve.late"

    def __init__(self) -> None:
        super().__init__(Message("serve.late"))
