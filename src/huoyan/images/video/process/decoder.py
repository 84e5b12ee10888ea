"""The reader's end of a decoder process: started, heard with a time limit, ended, or kept for the next."""

from __future__ import annotations

import atexit
import collections
import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, cast

import numpy as np

from huoyan.images.video.process.messages import (
    MARK,
    Busy,
    Free,
    FromDecoder,
    FromReader,
    Opened,
    Order,
    Stop,
    Stopped,
    heard,
    line,
)
from huoyan.images.video.process.ring import Ring
from huoyan.system.own_process import own_command, own_environment

_KEPT = 2  # idle decoders: starting one takes longer than reading a short clip
_STOP_S = 1.0
_LINES = 20  # of what a library says are kept


class Silent(Exception):
    """The decoder has said nothing in time."""


class Died(Exception):
    """The decoder's process has ended by itself."""


class Decoder:
    """A process that reads one source at a time. Whoever has it must `keep` it for the next, or `end` it."""

    def __init__(self, inherited: tuple[int, ...] = ()) -> None:
        self.ring = Ring.made()
        self._said: queue.SimpleQueue[FromDecoder | None] = queue.SimpleQueue()
        self._complaints: collections.deque[str] = collections.deque(maxlen=_LINES)
        self._marked = threading.Event()
        self.complaint_count = 0
        self._process = _started(self.ring, inherited)
        self.pid = self._process.pid
        self._owner = os.getpid()
        self._ended = False
        self._borrowed = bool(inherited)
        self._threads = [
            threading.Thread(target=target, args=(stream,), daemon=True)
            for target, stream in (
                (self._listen, self._process.stdout),
                (self._overhear, self._process.stderr),
            )
        ]
        for thread in self._threads:
            thread.start()

    def order(self, order: Order) -> None:
        """Raises Died."""
        self._complaints.clear()
        self._marked.clear()
        self.complaint_count = 0
        self._send(order)

    def next(self, patience_s: float) -> FromDecoder:
        """What it says next; a sign of life starts the patience anew. Raises Silent and Died."""
        while True:
            try:
                said = self._said.get(timeout=patience_s)
            except queue.Empty:
                raise Silent from None
            if said is None:
                self._said.put(None)
                raise Died
            if isinstance(said, Opened):
                self.ring.map(said.slots, (said.height, said.width, 3))
            if not isinstance(said, Busy):
                return said

    def pixels(self, slot: int) -> np.ndarray:
        """A copy of the frame in the slot."""
        return self.ring[slot].copy()

    def free(self, slot: int) -> None:
        """The slot may be written again; of a live source: the newest frame is wanted. Never raises."""
        with suppress(Died):
            self._send(Free(slot))

    def complaints(self) -> list[str]:
        """The last lines of what the libraries said of this source, once its end was told."""
        self._marked.wait(_STOP_S)
        return list(self._complaints)

    def keep(self) -> None:
        """Enough of this source: the process waits for another, or is ended where that takes too long."""
        if self._borrowed:  # what it has inherited is for one source only
            self.end()
            return
        try:
            self.ring.unmap()
            self._send(Stop())
            while not isinstance(self.next(_STOP_S), Stopped):
                pass
        except (Silent, Died):
            self.end()
            return
        self.ring.unmap()
        if not _IDLE:
            atexit.register(end_idle)
        _IDLE.append(self)
        while len(_IDLE) > _KEPT:
            _IDLE.pop(0).end()

    def end(self) -> None:
        """Ends the process, its own children and the shared memory. May be called again."""
        if self._ended or os.getpid() != self._owner:  # in a fork it is the parent's
            return
        self._ended = True
        _killed(self._process)
        for thread in self._threads:  # they hear the end of their pipes
            thread.join(_STOP_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):
                cast(IO[bytes], stream).close()
        self.ring.close()

    def _send(self, said: FromReader) -> None:
        try:
            stream = cast(IO[bytes], self._process.stdin)
            stream.write(line(said))
            stream.flush()
        except (OSError, ValueError) as error:
            raise Died from error

    def _listen(self, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # closed by `end`
            for text in stream:
                self._said.put(cast(FromDecoder, heard(text)))
        self._said.put(None)

    def _overhear(self, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            for text in stream:
                said = text.decode(errors="replace").strip()
                if said == MARK:
                    self._marked.set()
                elif said:
                    self._complaints.append(said)
                    self.complaint_count += 1
        self._marked.set()


_IDLE: list[Decoder] = []


def decoder() -> Decoder:
    """An idle one, or a new one."""
    while _IDLE:
        with suppress(IndexError):  # another thread was faster
            kept = _IDLE.pop()
            if kept._owner == os.getpid() and kept._process.poll() is None:
                return kept
            kept.end()
    return Decoder()


def end_idle() -> None:
    """No decoder is kept; done at exit, too."""
    while _IDLE:
        _IDLE.pop().end()


def _started(ring: Ring, inherited: tuple[int, ...]) -> subprocess.Popen[bytes]:
    # Errors alone; no accelerator, whose pixels would differ.
    environment = own_environment() | {"OPENCV_FFMPEG_LOGLEVEL": "16", "OPENCV_LOG_LEVEL": "ERROR"}
    return subprocess.Popen(
        own_command("huoyan.images.video.child", ring.token),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        pass_fds=(*ring.inherited, *inherited),
        # Ctrl-C is for the reader, which then ends its decoders; and its own group ends with it.
        start_new_session=True,
    )


def _killed(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
