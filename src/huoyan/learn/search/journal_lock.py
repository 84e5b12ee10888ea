"""The lock of a journal that several processes append to, some of which are killed or run out of disk."""

from __future__ import annotations

import time
from pathlib import Path
from typing import BinaryIO

from optuna.storages.journal import JournalFileSymlinkLock

from huoyan.errors import TrainingError
from huoyan.runs.folder_lock import lock
from huoyan.runs.search.shown_storage import CODE
from huoyan.words import Message

# Seconds that the holder may take: it writes a few lines, so by then it was stopped or its disk hangs.
PATIENCE = 60.0
# Seconds between two looks.
SHORTEST, LONGEST = 0.001, 0.05


class JournalLock:
    """The system's lock on the journal itself, which ends with the process that holds it.

    Where the file system knows no locks it is optuna's link beside the journal, which is taken over half a
    minute after its holder was killed.

    Whoever takes it cuts off a line that broke off where the disk was full: no reader gets past one in the
    middle.
    """

    def __init__(self, journal: Path) -> None:
        self.journal = journal.absolute()  # the link has to lead somewhere from its own folder
        self.link = JournalFileSymlinkLock(str(self.journal))
        self.patience = PATIENCE
        self.file: BinaryIO | None = None
        self._linked = False

    def acquire(self) -> bool:
        """Raises TrainingError (training.storage) where whoever holds it does not let go."""
        self.file = self.journal.open("rb+")
        try:
            self._linked = not self._locked(self.file) and self.link.acquire()
            _cut_torn(self.file)
        except BaseException:
            self.release()
            raise
        return True

    def release(self) -> None:
        file, linked = self.file, self._linked
        self.file, self._linked = None, False
        if linked:
            self.link.release()
        if file is not None:
            file.close()

    def _locked(self, file: BinaryIO) -> bool:
        """Waits for it; False where the file system knows no locks."""
        until, pause = time.monotonic() + self.patience, SHORTEST
        while (taken := lock(file)) is False:
            if time.monotonic() > until:
                told = Message("search.storage_held", storage=self.journal, seconds=self.patience)
                raise TrainingError(told, code=CODE)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST)
        return bool(taken)


def _cut_torn(file: BinaryIO) -> None:
    if not file.seek(0, 2):
        return
    file.seek(-1, 1)
    if file.read(1) == b"\n":
        return
    file.seek(0)
    file.truncate(file.read().rfind(b"\n") + 1)
