"""A source opened by a decoder: the engine that can read it, and its first frame."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from shutil import which

from huoyan.errors import HuoyanError, UsageError, VideoError
from huoyan.images.video.facts import VideoFacts
from huoyan.images.video.failures import failure
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.process.decoder import Decoder, decoder
from huoyan.images.video.process.messages import Ended, Failed, FromDecoder, Opened, Order, Shown
from huoyan.images.video.target import Target
from huoyan.words import Listed, Message

AUTO = "auto"
# name: the engines that are tried in turn. The user's ffmpeg knows codecs that OpenCV does not, as AV1.
ENGINES = {AUTO: ("opencv", "ffmpeg"), "opencv": ("opencv",), "ffmpeg": ("ffmpeg",)}
ANOTHER_KIND = "video.another_kind"  # of answer than the engine is for
_TRY_NEXT = (ANOTHER_KIND, "video.no_frames", "video.damaged")
STDIN = 0


@dataclass(slots=True)
class Session:
    """A decoder at work, and what it has said last: the first frame, or that there is none in the span."""

    decoder: Decoder
    facts: VideoFacts
    first: Shown | Ended


def check_engine(engine: str) -> None:
    """Raises UsageError usage.engine."""
    if engine not in ENGINES:
        known = Listed(sorted(ENGINES), None)
        raise UsageError(Message("video.unknown_engine", engine=engine, known=known), code="usage.engine")


def open_session(target: Target, engine: str, order: Order, limits: VideoLimits) -> Session:
    """By the first engine that gives a frame, or the first one's error. Raises VideoError, Silent, Died."""
    first: VideoError | None = None
    for name in _usable(engine, target):
        try:
            return _opened(target, replace(order, engine=name), limits)
        except VideoError as error:
            first = error if first is None or first.code == ANOTHER_KIND else first
            if error.code not in _TRY_NEXT:
                break
    assert first is not None
    raise _with_remedy(first, engine, target)


def declared(target: Target, engine: str, order: Order, limits: VideoLimits) -> VideoFacts:
    """What the source declares; no frame is decoded, but to know what can read it."""
    session = open_session(target, engine, order, limits)
    session.decoder.keep()
    return session.facts


def _usable(engine: str, target: Target) -> Sequence[str]:
    names = ENGINES[engine]
    if len(names) == 1:
        return names
    if target.stdin:  # it can be read once only
        return names[:1]
    if target.location.lower().startswith("http"):
        names = ("mjpeg", *names)
    return tuple(name for name in names if name != "ffmpeg" or which("ffmpeg"))


def _opened(target: Target, order: Order, limits: VideoLimits) -> Session:
    worker, order = _on_stdin(order) if target.stdin else (decoder(), order)
    try:
        worker.order(order)
        opened = _heard(worker, target, limits)
        assert isinstance(opened, Opened)
        facts = VideoFacts(
            opened.width,
            opened.height,
            opened.frames_per_second,
            opened.frames,
            opened.seconds,
            order.engine,
        )
        if order.live:
            worker.free(0)
        first = _heard(worker, target, limits)
        assert isinstance(first, Shown | Ended)
    except HuoyanError:
        worker.keep()
        raise
    except BaseException:
        worker.end()
        raise
    return Session(worker, facts, first)


def _on_stdin(order: Order) -> tuple[Decoder, Order]:
    """A decoder that has inherited what is on stdin; its own stdin is the reader's voice."""
    descriptor = os.dup(STDIN)
    try:
        return Decoder((descriptor,)), replace(order, source=f"pipe:{descriptor}")
    finally:
        os.close(descriptor)


def _heard(worker: Decoder, target: Target, limits: VideoLimits) -> FromDecoder:
    said = worker.next(limits.open_s)
    if isinstance(said, Failed):
        raise failure(said, target, worker.complaints(), limits)
    return said


def _with_remedy(error: VideoError, engine: str, target: Target) -> VideoError:
    """Where OpenCV alone was there to try: more codecs are to be had."""
    because = error.message
    if engine == AUTO and because.key == "video.no_frames_because" and which("ffmpeg") is None:
        told = Message("video.codec_without_ffmpeg", name=target.name, reason=because.values["reason"])
        return VideoError(told, code="video.no_frames")
    return error
