"""One picture on its way through the engine, from the event loop through threads and back."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from huoyan.errors import HuoyanError, ImageError, ServeError
from huoyan.preprocess import Prepared
from huoyan.serve.engine.looked import Given, Looked
from huoyan.words import Message

LOG = logging.getLogger("huoyan.serve")


class Ticket:
    """Made in the event loop that waits for `answer`. until: `time.monotonic()` of the deadline.

    answer: None for a frame of a sequence after which nothing is known yet.
    """

    __slots__ = ("answer", "decode_s", "entered", "given", "gone", "loop", "prepared", "until")

    def __init__(self, given: Given, until: float) -> None:
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Looked | None] = self.loop.create_future()
        self.given: Given | None = given
        self.until = until
        self.entered = time.perf_counter()
        self.decode_s = 0.0
        self.prepared: Prepared | None = None
        self.gone = False

    def leave(self) -> None:
        """Nobody waits any more: what has not begun is not done, and the picture is let go at once."""
        self.gone = True
        self.given = None

    def wanted(self) -> bool:
        """Whether somebody waits for it and it is in time; asked before each costly step."""
        return not self.gone and time.monotonic() < self.until


# With what each was found; None: see `Ticket`.
Settled = tuple[Ticket, Looked | Exception | None]


def settle(answers: Sequence[Settled]) -> None:
    """Hands answers back from any thread, in one call of each event loop."""
    for loop in {ticket.loop for ticket, _ in answers}:
        mine = [each for each in answers if each[0].loop is loop]
        try:
            loop.call_soon_threadsafe(_set, mine)
        except RuntimeError:  # the loop is closed: nobody waits
            LOG.debug("answers to nobody: %d", len(mine))


def _set(answers: Sequence[Settled]) -> None:
    for ticket, answer in answers:
        if ticket.answer.done():
            continue
        if isinstance(answer, Exception):
            ticket.answer.set_exception(answer)
        else:
            ticket.answer.set_result(answer)


def told(error: Exception) -> HuoyanError:
    """What a caller is told of any failure; one that no caller causes is logged with all that is known."""
    if isinstance(error, HuoyanError):
        return error
    if isinstance(error, MemoryError):
        return ImageError(Message("engine.picture_memory"), code="image.memory")
    LOG.error("a picture could not be answered", exc_info=error)
    return ServeError(Message("serve.broken", kind=type(error).__name__), code="serve.broken")


def attempt(ticket: Ticket, work: Callable[[Given], None]) -> None:
    """In any thread: `work` on what was given, while somebody waits for it. They are told why it fails."""
    given = ticket.given
    if given is None or not ticket.wanted():
        return
    try:
        work(given)
    except Exception as error:  # noqa: BLE001  told to the caller
        settle([(ticket, told(error))])
