"""What a watch leaves in its folder beside its alarms; a full disk costs pictures, never the watch."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from huoyan.artifact.whole_file import write_whole
from huoyan.data.say import Say
from huoyan.errors import UsageError
from huoyan.images.draw import encode_jpeg
from huoyan.watch.alarms.database import OUTBOX_FILE
from huoyan.watch.alarms.false_alarms import FalseAlarms
from huoyan.watch.alarms.reserve import RESERVE_FILE
from huoyan.watch.folder.event_lines import EVENTS_FILE, EventLines
from huoyan.watch.folder.free_room import FREE_BYTES, has_room
from huoyan.watch.folder.hold import MARK
from huoyan.watch.folder.written import Written
from huoyan.watch.rules.counts import CountsJson
from huoyan.words import Message, warning
from huoyan.words.foreign_reason import system_reason

COUNTS_FILE, FALSE_ALARMS_FILE = "counts.json", "false_alarms.json"
PREVIEW, TRAILS = "preview.jpg", "trails.jpg"
PICTURES = "pictures"
OWN_FILES = frozenset(
    (EVENTS_FILE, COUNTS_FILE, FALSE_ALARMS_FILE, PREVIEW, TRAILS, MARK, RESERVE_FILE, OUTBOX_FILE)
) | {f"{OUTBOX_FILE}-wal", f"{OUTBOX_FILE}-shm"}


class WatchFiles:
    """events: how many bytes of events.jsonl count. What cannot be written is said once a kind of file.

    written: the list of what may be deleted one day. free_bytes: that many stay free on the disk, so that
    pictures never take the room of alarms. Raises UsageError usage.out.
    """

    def __init__(
        self,
        folder: Path,
        say: Say,
        events: int = 0,
        *,
        written: Written | None = None,
        free_bytes: int = FREE_BYTES,
    ) -> None:
        self.folder, self.written = folder, written or Written(folder)
        self._free_bytes = free_bytes
        self._say, self._told = say, set[str]()
        try:
            self._lines = EventLines(folder / EVENTS_FILE, events)
        except OSError as error:
            message = Message("watch.folder_cannot_be_made", path=folder, reason=system_reason(error))
            raise UsageError(message, code="usage.out") from error

    @property
    def events(self) -> int:
        return self._lines.size

    def add_events(self, lines: Sequence[Mapping[str, Any]]) -> None:
        self._try(EVENTS_FILE, lambda: self._lines.append(lines))

    def cut_events(self, size: int) -> None:
        """Leaves only the first `size` bytes of events.jsonl."""
        self._try(EVENTS_FILE, lambda: self._lines.cut(size))

    def write_counts(self, counts: CountsJson) -> None:
        self._write_json(COUNTS_FILE, counts)

    def write_false_alarms(self, found: FalseAlarms) -> None:
        self._write_json(FALSE_ALARMS_FILE, found.to_json())

    def write_picture(self, name: str, pixels: np.ndarray) -> str | None:
        """uint8 (H, W, 3) as JPEG; its path below the folder, or None where it could not be written."""
        path = self.folder / name

        def write() -> None:
            if not has_room(self.folder, self._free_bytes):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            path.parent.mkdir(exist_ok=True)
            with self.written.writing(name):
                path.write_bytes(encode_jpeg(pixels, fine_colours=True))

        return name if self._try(PICTURES, write) else None

    def close(self) -> None:
        self._lines.close()

    def _write_json(self, name: str, values: Mapping[str, Any]) -> None:
        content = json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n"
        self._try(name, lambda: write_whole(self.folder / name, content))

    def _try(self, what: str, write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError as error:
            if what not in self._told:
                reason: Message | str = system_reason(error)
                self._say(warning("watch.not_written", what=what, folder=self.folder, reason=reason))
            self._told.add(what)
            return False
        self._told.discard(what)
        return True
