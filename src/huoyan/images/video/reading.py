"""Every frame of a video in order: files, folders of frames, videos on a server, and stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from huoyan.errors import UsageError, VideoError
from huoyan.images.video.cut_off import missing_bytes
from huoyan.images.video.facts import VideoFacts
from huoyan.images.video.failures import failure, reason
from huoyan.images.video.frame import STEP_S, Frame
from huoyan.images.video.frame_folder import FrameFolder
from huoyan.images.video.kinds import kind_of
from huoyan.images.video.limits import DEFAULT, VideoLimits
from huoyan.images.video.process.decoder import Died, Silent
from huoyan.images.video.process.messages import Failed, FromDecoder, Order, Shown
from huoyan.images.video.process.session import AUTO, Session, check_engine, declared, open_session
from huoyan.images.video.target import Target, target
from huoyan.words import Message

FOLDER_RATE = 25.0
# A file that ends so much earlier than it says, and over which the decoder complained, was cut off.
_EARLY_S, _EARLY_SHARE = 0.5, 0.02


def open_video(
    source: str | int | Path,
    *,
    start: float = 0.0,
    end: float | None = None,
    engine: str = AUTO,
    rate: float = FOLDER_RATE,
    limits: VideoLimits = DEFAULT,
) -> Video:
    """The frames with start <= seconds < end, exactly.

    source: a file, a folder of frames (in natural order, `rate` a second), an http address, or `-` for stdin.
    engine: "opencv", "ffmpeg" (the user's program), or "auto": OpenCV, and ffmpeg for what it cannot decode.
    A stream that changes its size goes on in the size it began with; a folder must not change it.
    Raises VideoError and UsageError. What is found to be cut off raises video.truncated after its last frame.
    """
    check_engine(engine)
    if not start >= 0 or (end is not None and end <= start):
        raise UsageError(Message("video.span", start=start, end=end), code="usage.span")
    folder = _folder(source, rate, limits)
    if folder is not None:
        return Video(folder.facts, folder.frames(start, end))
    aim = target(source)
    if aim.location.isdigit() or aim.location.lower().startswith("rtsp"):
        raise UsageError(Message("video.is_live", name=aim.name), code="usage.source")
    reading = _Reading(aim, engine, _order(aim, limits, start, end), limits)
    return Video(reading.facts, reading, reading)


def glance(source: str | int | Path, *, engine: str = AUTO, rate: float = FOLDER_RATE) -> VideoFacts:
    """What a file, a folder of frames or an address says of itself. Raises VideoError."""
    check_engine(engine)
    folder = _folder(source, rate, DEFAULT)
    if folder is not None:
        return folder.facts
    aim = target(source)
    return declared(aim, engine, _order(aim, DEFAULT), DEFAULT)


class Video:
    """An iterator of Frames, and a context manager that ends its decoder."""

    def __init__(self, facts: VideoFacts, frames: Iterator[Frame], reading: _Reading | None = None) -> None:
        self.facts = facts
        self._frames, self._reading = frames, reading

    @property
    def complaint(self) -> Message | None:
        """After the last frame: what the decoder found damaged, though it went on."""
        return self._reading.complaint if self._reading else None

    def __iter__(self) -> Iterator[Frame]:
        return self

    def __next__(self) -> Frame:
        return next(self._frames)

    def __enter__(self) -> Video:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """May be called again."""
        if self._reading is not None:
            self._reading.close()
        self._frames = iter(())


class _Reading:
    """Frame after frame from a decoder, which is started again where it is stuck or has died."""

    def __init__(self, aim: Target, engine: str, order: Order, limits: VideoLimits) -> None:
        self._target, self._order, self._limits = aim, order, limits
        self._lost = 0  # decoders, since the last frame
        self._count, self._seconds = 0, order.start
        self.complaint: Message | None = None
        self._session: Session | None = None
        session = self._begun(engine)
        self._session, self.facts = session, session.facts
        self._pending: FromDecoder | None = session.first

    def __iter__(self) -> Iterator[Frame]:
        return self

    def __next__(self) -> Frame:
        while self._session is not None:
            try:
                said = self._pending or self._session.decoder.next(self._limits.stall_s)
                self._pending = None
                if isinstance(said, Shown):
                    return self._frame(self._session, said)
                self._finish(self._session, said)
            except (Silent, Died) as lost:
                self._begin_again(lost)
        raise StopIteration

    def close(self) -> None:
        """Ends the reading wherever it is."""
        session, self._session = self._session, None
        if session is not None:
            session.decoder.keep()

    def __del__(self) -> None:
        if getattr(self, "_session", None) is not None and not sys.is_finalizing():
            self.close()

    def _frame(self, session: Session, said: Shown) -> Frame:
        pixels = session.decoder.pixels(said.slot)
        session.decoder.free(said.slot)
        frame = Frame(pixels, said.seconds, self._count)
        self._lost, self._count, self._seconds = 0, self._count + 1, said.seconds
        return frame

    def _begun(self, engine: str) -> Session:
        """Raises VideoError, at last video.stuck or video.decoder_died."""
        while True:
            try:
                return open_session(self._target, engine, self._order, self._limits)
            except (Silent, Died) as lost:
                self._count_lost(lost)

    def _begin_again(self, lost: Silent | Died) -> None:
        """From behind the last frame, or where it began."""
        assert self._session is not None
        self._session.decoder.end()
        engine, self._session = self._session.facts.engine, None
        self._count_lost(lost)
        if self._count:
            self._order = replace(self._order, start=self._seconds + STEP_S)
        self._session = self._begun(engine)
        self._pending = self._session.first

    def _count_lost(self, lost: Silent | Died) -> None:
        self._lost += 1
        name, seconds = self._target.name, self._seconds
        if self._target.stdin:
            raise VideoError(Message("video.stdin_broken", seconds=seconds), code="video.decoder_died")
        if self._lost <= self._limits.restarts:
            return
        said = {"name": name, "seconds": seconds, "n": self._lost}
        if isinstance(lost, Silent):
            stuck = Message("video.stuck", patience=self._limits.stall_s, **said)
            raise VideoError(stuck, code="video.stuck") from lost
        raise VideoError(Message("video.decoder_died", **said), code="video.decoder_died") from lost

    def _finish(self, session: Session, said: FromDecoder) -> None:
        """At the end. Raises what ended it early."""
        complaints = session.decoder.complaints()
        count = session.decoder.complaint_count
        self.close()
        if isinstance(said, Failed):
            raise failure(said, self._target, complaints, self._limits)
        whole = self._order.end is None or self._seconds + _EARLY_S < self._order.end
        if self._count and whole:
            self._check_length(session.facts, complaints)
        if complaints:
            why = reason(complaints, self._target)
            self.complaint = Message("video.patched", name=self._target.name, n=count, reason=why)

    def _check_length(self, facts: VideoFacts, complaints: list[str]) -> None:
        path, name = self._target.path, self._target.name
        missing = missing_bytes(path) if path else 0
        said = {"name": name, "seconds": self._seconds, "frames": self._count}
        if missing:
            raise VideoError(Message("video.cut_off", missing=missing, **said), code="video.truncated")
        if facts.seconds is None or not complaints:
            return
        interval = 1 / facts.frames_per_second if facts.frames_per_second else 0.0
        early = facts.seconds - self._seconds - interval
        if early > max(_EARLY_S, _EARLY_SHARE * facts.seconds):
            why = reason(complaints, self._target)
            told = Message("video.ends_early", declared=facts.seconds, reason=why, **said)
            raise VideoError(told, code="video.truncated")


def _folder(source: str | int | Path, rate: float, limits: VideoLimits) -> FrameFolder | None:
    if kind_of(source) != "path" or not Path(str(source)).is_dir():
        return None
    return FrameFolder(Path(str(source)), rate, limits)


def _order(aim: Target, limits: VideoLimits, start: float = 0.0, end: float | None = None) -> Order:
    return Order(
        aim.location,
        engine="",
        start=start,
        end=end,
        options=aim.options,
        max_pixels=limits.max_pixels,
        ring_bytes=limits.ring_bytes,
        open_s=limits.open_s,
        stall_s=limits.stall_s,
    )
