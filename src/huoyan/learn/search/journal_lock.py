"""The lock of a journal that several processes append to, some of which are killed or run out of disk."""

from __future__ import annotations

from pathlib import Path

from optuna.storages.journal import JournalFileSymlinkLock


class JournalLock(JournalFileSymlinkLock):
    """Taken over half a minute after its holder was killed: of an absolute path alone, as the link that is
    the lock has to lead somewhere from its own folder.

    Whoever takes it cuts off a line that broke off where the disk was full: no reader gets past one in the
    middle.
    """

    def __init__(self, journal: Path) -> None:
        super().__init__(str(journal.absolute()))
        self._journal = journal.absolute()

    def acquire(self) -> bool:
        taken = super().acquire()
        try:
            _cut_torn(self._journal)
        except BaseException:
            self.release()
            raise
        return taken


def _cut_torn(journal: Path) -> None:
    with journal.open("rb+") as file:
        if not file.seek(0, 2):
            return
        file.seek(-1, 1)
        if file.read(1) == b"\n":
            return
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
