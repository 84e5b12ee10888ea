"""Videos and streams read by the user's ffmpeg: its NUT output holds every frame with its time stamp."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from shutil import which
from typing import BinaryIO, cast

import numpy as np

from huoyan.images.video.child.engine import Declared, Unreadable
from huoyan.images.video.child.nut import NutError, NutFrames
from huoyan.images.video.process.messages import Order

_PIPE_BYTES = 1 << 20
# All frames as they come, none doubled or dropped, their time stamps in microseconds.
_OUT = ("-map", "0:V:0", "-fps_mode", "passthrough", "-enc_time_base", "1:1000000", "-pix_fmt", "rgb24")


class Ffmpeg:
    """The source of the order, opened."""

    timed = True

    def __init__(self, order: Order) -> None:
        if which("ffmpeg") is None:
            raise Unreadable("no_ffmpeg")
        self._order = order
        self._frames, self._process = self._started(())
        self._unread = 0
        self.declared = self._declared()

    def grab(self) -> float | None:
        self._skip()
        try:
            found = self._frames.next()
        except NutError:  # it was cut off: ffmpeg has died
            raise Unreadable("died") from None
        if found is None:
            return None
        stamp, self._unread = found
        return stamp

    def into(self, pixels: np.ndarray) -> None:
        flat = pixels.reshape(-1).data
        elided = self._frames.elided
        flat[: len(elided)] = elided
        if self._unread != len(flat) - len(elided) or _filled(self._out, flat[len(elided) :]) < self._unread:
            raise Unreadable("died")
        self._unread = 0

    def restarts(self, beat: Callable[[], None]) -> bool:
        return False

    def seek(self, stamp: float) -> bool:
        self._end()
        self._frames, self._process = self._started(("-seek_timestamp", "1", "-ss", f"{stamp:.6f}"))
        return True

    def rewind(self) -> None:
        self._end()
        self._frames, self._process = self._started(())

    def close(self) -> None:
        self._end()

    @property
    def _out(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdout)

    def _skip(self) -> None:
        while self._unread:
            passed = len(self._out.read(min(self._unread, _PIPE_BYTES)))
            if not passed:
                raise Unreadable("died")
            self._unread -= passed

    def _started(self, seek: tuple[str, ...]) -> tuple[NutFrames, subprocess.Popen[bytes]]:
        reading = [*_flags(self._order.options), *seek, "-copyts", "-i", self._order.source]
        command = ["ffmpeg", "-v", "error", "-nostdin", *reading, *_OUT, "-c:v", "rawvideo", "-f", "nut", "-"]
        fd = self._order.source.removeprefix("pipe:")
        kept = (int(fd),) if fd.isdigit() else ()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=kept)
        out = cast(BinaryIO, process.stdout)
        _enlarge(out)
        try:
            return NutFrames(out), process
        except NutError:
            out.close()
            process.wait()
            raise Unreadable("unopened") from None

    def _declared(self) -> Declared:
        frames = self._frames
        if self._order.source.startswith(("file:", "/dev/fd/")):
            return Declared(frames.width, frames.height, *_probed(self._order))
        return Declared(frames.width, frames.height)

    def _end(self) -> None:
        self._process.kill()
        self._out.close()
        self._process.wait()
        self._unread = 0


def _probed(order: Order) -> tuple[float | None, int | None, float | None]:
    """Frames a second, frames and seconds, as ffprobe reads them from the head of a file."""
    if which("ffprobe") is None:
        return None, None, None
    entries = "stream=avg_frame_rate,nb_frames,duration:format=duration"
    wanted = ("-select_streams", "V:0", "-show_entries", entries, "-of", "json")
    command = ["ffprobe", "-v", "quiet", *_flags(order.options), *wanted, order.source]
    done = subprocess.run(command, capture_output=True, check=False, timeout=order.open_s)
    try:
        found = json.loads(done.stdout)
        stream = found["streams"][0]
    except (ValueError, KeyError, IndexError):
        return None, None, None
    rate = _number(stream.get("avg_frame_rate"))
    seconds = _number(stream.get("duration")) or _number(found.get("format", {}).get("duration"))
    count = _number(stream.get("nb_frames")) or (round(seconds * rate) if seconds and rate else None)
    return rate, None if count is None else int(count), seconds


def _number(text: str | None) -> float | None:
    with suppress(ValueError, ZeroDivisionError, TypeError):
        return float(Fraction(text or "")) or None
    return None


def _flags(options: str) -> list[str]:
    """Of `name;value|name;value`, as OpenCV takes them: `-name value -name value`."""
    pairs = (pair.partition(";") for pair in options.split("|") if pair)
    return [text for name, _, value in pairs for text in (f"-{name}", value)]


def _filled(stream: BinaryIO, place: memoryview) -> int:
    """How many bytes were read: all of the place, but at the end of the stream."""
    return cast(int, stream.readinto(place))  # type: ignore[attr-defined]  # of a BufferedReader: waits for all


def _enlarge(pipe: BinaryIO) -> None:
    """Fewer switches between the two processes where the system allows it."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
