"""A short clip of each alarm: some seconds before and after it, VP8 in WebM, which every browser plays.

The alarm does not wait for it: it names the file that is there some seconds later.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from huoyan.data.say import Say
from huoyan.errors import WatchError
from huoyan.watch.folder.free_room import FREE_BYTES, has_room
from huoyan.watch.footage.ring import Ring, Still
from huoyan.watch.footage.writing import clear_halves, write_clip
from huoyan.words import Message, note, warning
from huoyan.words.foreign_reason import system_reason

CLIPS = "clips"
BEFORE_S, AFTER_S, LONGEST_S = 4.0, 4.0, 30.0
MOST_UNWRITTEN = 3  # clips in memory, of up to 15 MB each
CLOSE_S = 60.0
UNTOLD_S = 2.0  # of it without a word
Writing = Callable[[str], AbstractContextManager[None]]


def _plainly(name: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(slots=True)
class _Open:
    """A clip that still grows. until: seconds of the stream."""

    name: str
    begun: float
    until: float
    stills: list[Still] = field(default_factory=list)


class Clips:
    """Alarms that follow each other closely share a clip. What cannot be written is said once.

    writing: what is around the writing of a file, by its path below the folder.
    """

    def __init__(
        self, folder: Path, say: Say, writing: Writing = _plainly, free_bytes: int = FREE_BYTES
    ) -> None:
        self._folder, self._say, self._writing, self._free_bytes = folder, say, writing, free_bytes
        clear_halves(folder / CLIPS)
        self._ring = Ring(BEFORE_S)
        self._open: _Open | None = None
        self._told = False
        self._finished: queue.Queue[_Open | None] = queue.Queue(MOST_UNWRITTEN)
        self._writer = threading.Thread(target=self._write_all, name="huoyan clips", daemon=True)
        self._writer.start()

    def is_due(self, seconds: float) -> bool:
        """Whether `add` wants a frame of this second."""
        return self._ring.is_due(seconds)

    def add(self, pixels: np.ndarray, seconds: float) -> None:
        """uint8 (H, W, 3), from which what may not be kept is gone."""
        moment = self._ring.add(pixels, seconds)
        if self._open is None:
            return
        if self._open.begun <= seconds <= self._open.until:
            self._open.stills.append(moment.still())
        else:
            self._finish()

    def begin(self, key: str, seconds: float) -> str | None:
        """The path below the folder at which the clip of an alarm will be; None where there is no room."""
        if self._open is not None and self._open.begun <= seconds <= self._open.begun + LONGEST_S - AFTER_S:
            self._open.until = seconds + AFTER_S
            return self._open.name
        self._finish()
        if not has_room(self._folder, self._free_bytes):
            self._tell(Message("alarms.clip_no_room"))
            return None
        if self._finished.full():
            self._tell(Message("alarms.clips_waiting", n=MOST_UNWRITTEN))
            return None
        stills = [each.still() for each in self._ring.moments()]
        begun = stills[0].seconds if stills else seconds
        self._open = _Open(f"{CLIPS}/{key}.webm", begun, seconds + AFTER_S, stills)
        return self._open.name

    def close(self) -> None:
        """Writes what is there, for up to a minute."""
        self._finish()
        self._finished.put(None)
        self._writer.join(UNTOLD_S)
        if self._writer.is_alive():
            self._say(note("alarms.writing_clips", most=CLOSE_S))
            self._writer.join(CLOSE_S)

    def _finish(self) -> None:
        clip, self._open = self._open, None
        if clip is not None:
            self._finished.put_nowait(clip)  # there is room: none is begun without

    def _write_all(self) -> None:
        while (clip := self._finished.get()) is not None:
            try:
                with self._writing(clip.name):
                    write_clip(self._folder / clip.name, clip.stills)
                self._told = False
            except WatchError as error:
                self._tell(error.message)
            except OSError as error:  # of the list of what was written
                self._tell(Message("alarms.clip_not_written", path=clip.name, reason=system_reason(error)))

    def _tell(self, reason: Message) -> None:
        if not self._told:
            self._say(warning("alarms.no_clip", reason=reason))
        self._told = True
