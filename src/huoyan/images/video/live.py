"""The newest frame of a camera or a stream, which may be gone for a while and comes back."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from huoyan.errors import HuoyanError, UsageError, VideoError
from huoyan.images.video.facts import VideoFacts
from huoyan.images.video.frame import Frame
from huoyan.images.video.limits import DEFAULT, VideoLimits
from huoyan.images.video.live_clock import LiveClock
from huoyan.images.video.process.connection import Connection, Lost
from huoyan.images.video.process.decoder import Died, Silent, decoder
from huoyan.images.video.process.messages import Order, Shown
from huoyan.images.video.process.session import AUTO, Session, check_engine, open_session
from huoyan.images.video.seen import Back, Gone, Seen
from huoyan.images.video.target import Target, target
from huoyan.words import Message

# Seconds before it is tried again: a camera that restarts is found soon, and is not kept busy.
_RETRIES_S = (0.2, 0.5, 1.0)
# Of one attempt. TCP repeats a lost packet ever more rarely, so that another attempt is sooner through.
_ATTEMPT_S = 6.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: how old a frame may be, and how long none may come."""

    max_age_s: float = 1.0
    gone_after_s: float = 5.0


def open_camera(
    source: str | int | Path,
    *,
    max_age_s: float = 1.0,
    gone_after_s: float = 5.0,
    engine: str = AUTO,
    limits: VideoLimits = DEFAULT,
) -> Camera:
    """The newest frames of a camera, an address (RTSP, MJPEG, HLS), or a file at its own pace.

    A frame older than `max_age_s` is never given, and none is queued. After `gone_after_s` without any, the
    source counts as gone: its decoder is ended, and it is connected again until it is back.
    Raises VideoError if the first connection fails: video.refused, .not_found, .unreachable, .no_camera.
    """
    check_engine(engine)
    for name, value in (("max_age_s", max_age_s), ("gone_after_s", gone_after_s)):
        if not value > 0:
            raise UsageError(Message("video.patience", name=name, value=value), code=f"usage.{name}")
    return Camera(target(source), engine, Patience(max_age_s, gone_after_s), limits)


class Camera:
    """An iterator of Frame, Gone and Back, which waits for the next; it ends where a file does.

    A context manager. facts: of the first connection; what comes back may have another size.
    """

    def __init__(self, aim: Target, engine: str, patience: Patience, limits: VideoLimits) -> None:
        self._target, self._patience, self._limits = aim, patience, limits
        begun = time.monotonic()
        session, self._order = _connected(aim, engine, patience, limits)
        self._attempt_s = max(_ATTEMPT_S, 2 * (time.monotonic() - begun))
        self.facts: VideoFacts = session.facts
        self._connection: Connection | None = None
        if isinstance(session.first, Shown):
            self._connection = Connection.at(
                session.first, session.decoder, aim, limits, patience.gone_after_s
            )
        self._clock = LiveClock(paced=self._order.paced)
        self._waiting: deque[Seen] = deque()
        self._stale_since: float | None = None
        self._gone = False
        self._attempts, self._retry_at = 0, 0.0
        self.over = self._connection is None

    def __repr__(self) -> str:
        return f"Camera({self._target.name!r})"

    def newest(self, patience_s: float) -> Seen | None:
        """The newest unseen frame, or what became of the source; None where nothing comes in time."""
        until = time.monotonic() + patience_s
        while not self._waiting and not self.over:
            self._step(max(0.0, until - time.monotonic()))
            if not self._waiting and time.monotonic() >= until:
                return None
        return self._waiting.popleft() if self._waiting else None

    def __iter__(self) -> Iterator[Seen]:
        return self

    def __next__(self) -> Seen:
        while (seen := self.newest(3600.0)) is None:
            if self.over:
                raise StopIteration
        return seen

    def __enter__(self) -> Camera:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """May be called again."""
        self.over = True
        self._waiting.clear()
        self._disconnect()

    def _step(self, patience_s: float) -> None:
        """Waits for one thing to happen."""
        if self._connection is None:
            self._connect(patience_s)
            return
        try:
            shown = self._connection.next(patience_s)
            if shown is not None:
                self._look(self._connection, shown)
        except Lost as lost:
            self._lose(lost)

    def _look(self, connection: Connection, shown: Shown) -> None:
        """Takes the frame, unless it is too old. Raises Lost for a source whose frames are all late."""
        now = time.monotonic()
        waited, late = now - shown.arrived, self._clock.late(shown)
        if waited > self._patience.max_age_s:
            return
        if waited + late > self._patience.max_age_s:
            self._stale_since = self._stale_since or now
            if now - self._stale_since > self._patience.gone_after_s:
                raise Lost(VideoError(Message("video.behind", seconds=waited + late), code="video.behind"))
            return
        if self._gone:
            gap = self._clock.gap(shown)
            self._waiting.append(Back(Message("video.back", name=self._target.name, gap=gap), gap))
        self._gone, self._attempts, self._stale_since = False, 0, None
        seconds, index = self._clock.place(shown)
        self._waiting.append(Frame(connection.pixels(shown.slot), seconds, index))

    def _lose(self, lost: Lost) -> None:
        self._disconnect()
        if lost.ended and self._order.paced and self.facts.seconds is not None:  # a whole recording
            self.over = True
            return
        if not self._gone:
            self._waiting.append(self._told(lost.error))
        self._gone = True
        self._retry_at = time.monotonic() + _RETRIES_S[min(self._attempts, len(_RETRIES_S) - 1)]
        self._attempts += 1

    def _told(self, error: HuoyanError) -> Gone:
        message = Message("video.gone", name=self._target.name, reason=error.message)
        return Gone(message, error.code, self._clock.seconds)

    def _connect(self, patience_s: float) -> None:
        left = self._retry_at - time.monotonic()
        if left > 0:
            time.sleep(min(left, patience_s))
            return
        self._clock.renew()
        worker = decoder()
        self._connection = Connection(
            worker, self._target, self._limits, self._attempt_s, self._patience.gone_after_s
        )
        try:
            worker.order(self._order)
        except Died:
            self._lose(Lost(VideoError(Message("video.decoder_lost"), code="video.decoder_died")))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __del__(self) -> None:
        if getattr(self, "_connection", None) is not None and not sys.is_finalizing():
            self.close()


def _connected(aim: Target, engine: str, patience: Patience, limits: VideoLimits) -> tuple[Session, Order]:
    """The first connection, and the order for those that follow."""
    http = aim.location.lower().startswith("http")
    order = Order(
        aim.location,
        engine="",
        live=True,
        # A file and a stream in segments would come as fast as they can be decoded.
        paced=http or aim.path is not None,
        options=aim.options,
        max_pixels=limits.max_pixels,
        ring_bytes=limits.ring_bytes,
        open_s=limits.open_s,
        stall_s=patience.gone_after_s,
    )
    try:
        session = open_session(aim, engine, order, limits)
    except (Silent, Died) as lost:
        reason = Message("video.silent", seconds=limits.open_s) if isinstance(lost, Silent) else None
        why = reason or Message("video.decoder_lost")
        told = Message("video.unreachable", name=aim.name, reason=why)
        raise VideoError(told, code="video.unreachable") from lost
    engine = session.facts.engine
    return session, replace(order, engine=engine, paced=order.paced and engine != "mjpeg", open_s=_ATTEMPT_S)
