"""A training's hold on its run folder: a mark that tells whose it is, and a lock that dies with it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import socket
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from huoyan.artifact.folder_swap import flush_folder
from huoyan.data.splitting.split_file import SPLITS_FILE
from huoyan.errors import UsageError
from huoyan.generator.made_files import remove_made
from huoyan.runs.checkpoint_files import remove
from huoyan.runs.events import Event, Listener, Said, Searched, Stepped, Tried
from huoyan.runs.run_folder import MADE, RunFolder
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# Written before anything else: a folder with other files and without it is somebody else's.
MARK = "huoyan-run.txt"
_FIRST = b"A run of huoyan: "
# What a run writes before its first step.
EARLY = ("recipe.toml", "generate.toml", SPLITS_FILE, "quarantine.jsonl", "log.jsonl")
BOARD, EVENTS = "tensorboard", "events.out.tfevents.*"
# Windows lets nobody read what is locked: a byte far behind the text.
_BEYOND = (1 << 31) - 2


class Claim:
    """Nobody else trains into `folder` until `release`.

    The first line of the mark says that a run wrote what lies beside it; the second who trains it now.
    """

    def __init__(self, folder: Path, file: BinaryIO, made: list[Path], *, locked: bool) -> None:
        """`made`: the folders that were made for it, the innermost first."""
        self.folder, self.locked = folder, locked
        self._file, self._made = file, made
        self._signed = self._kept = False
        self._before = self._line()

    def sign(self) -> None:
        """Says in the mark who trains here. Until then the folder of a run is as it was."""
        since = time.strftime("%Y-%m-%d %H:%M:%S%z")
        self._signed = True
        who = {"process": os.getpid(), "host": socket.gethostname(), "since": since}
        self._second(json.dumps(who).encode() + b"\n")

    def clear(self) -> None:
        """Removes what a run writes before its first step."""
        board = self.folder / BOARD
        halves = (path for name in EARLY for path in self.folder.glob(f".{name}.*new"))
        for path in (*(self.folder / name for name in EARLY), *halves, *board.glob(EVENTS)):
            with contextlib.suppress(OSError):
                path.unlink()
        with contextlib.suppress(OSError):
            board.rmdir()
        remove_made(self.folder / MADE)
        early = RunFolder(self.folder)
        remove(early.class_checkpoints)
        with contextlib.suppress(OSError):  # those of a training stay
            early.checkpoints.rmdir()

    def keep(self) -> None:
        """What the run wrote stays, however it ends. Else an error takes it away again."""
        self._kept = True

    def __call__(self, event: Event) -> None:
        """Listens to a training: from its first step on there is something to keep."""
        if isinstance(event, Stepped | Tried | Searched):
            self.keep()

    def tell_if_unlocked(self, tell: Listener) -> None:
        """Says so where the file system has no locks: then two trainings of one folder go unnoticed."""
        if not self.locked:
            tell(Said(Message("run.no_locks", folder=self.folder), warning=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        failed = error is not None
        self.release(as_found=failed and not self._kept, failed=failed)

    def release(self, *, as_found: bool = False, failed: bool = False) -> None:
        """Gives the folder free; `as_found` without what was made for a run that never began. Where more lies
        in it the mark stays, so that the same call takes the folder again.

        `failed`: the mark is as it was, so that a refused call changes no byte of a run.
        """
        if self._signed:
            with contextlib.suppress(OSError):
                self._second(self._before if failed else b"")
        if as_found:
            self.clear()
            if os.name == "nt":  # an open file cannot be removed there
                self._file.close()
            with contextlib.suppress(OSError):
                if [each.name for each in self.folder.iterdir()] == [MARK]:
                    (self.folder / MARK).unlink()
        self._file.close()
        _remove(self._made if as_found else [])

    def _line(self) -> bytes:
        self._file.seek(0)
        self._file.readline()
        return self._file.readline()

    def _second(self, line: bytes) -> None:
        self._file.seek(0)
        length = len(self._file.readline())
        self._file.seek(length)
        self._file.truncate()
        self._file.write(line)


def claim(path: Path) -> Claim:
    """Takes hold of a folder that is absent, empty or a run. Raises UsageError (usage.out)."""
    made: list[Path] = []
    try:
        _check_free(path)
        made = _make(path)
        while (taken := _take(path, made)) is None:
            path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError, RecursionError) as error:  # a zero byte in it; folders without end
        _remove(made)
        message = Message("run.folder_cannot_be_made", path=path, reason=system_reason(error))
        raise UsageError(message, code="usage.out") from error
    return taken


def is_run(path: Path) -> bool:
    """Whether a run marked the folder as its own, or was cut off while it did."""
    mark = path / MARK
    try:
        with mark.open("rb") as opened:
            first = opened.read(len(_FIRST))
        alone = [inside.name for inside in path.iterdir()] == [MARK]
        return not mark.is_symlink() and (first == _FIRST or (alone and _FIRST.startswith(first)))
    except (OSError, ValueError):
        return False


def _check_free(path: Path) -> None:
    if not path.exists() or (path.is_dir() and (is_run(path) or not any(path.iterdir()))):
        return
    if path.is_dir():
        raise UsageError(Message("run.folder_of_somebody_else", path=path, mark=MARK), code="usage.out")
    raise UsageError(Message("run.folder_is_a_file", path=path), code="usage.out")


def _make(path: Path) -> list[Path]:
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    return missing


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):  # it is no longer empty
            folder.rmdir()


def _take(path: Path, made: list[Path]) -> Claim | None:
    """None where another process removed the mark between its opening and its locking."""
    mark = path / MARK
    file = os.fdopen(os.open(mark, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
    try:
        locked = lock(file)
        if locked is False:
            raise _held(path, file)
        if not mark.exists() or not os.path.samestat(os.fstat(file.fileno()), mark.stat()):
            file.close()
            return None
        _mark(file, mark)
    except BaseException:
        file.close()
        raise
    return Claim(path, file, made, locked=bool(locked))


def _mark(file: BinaryIO, mark: Path) -> None:
    """Writes the first line, where a run that was cut off has not done it already."""
    if file.readline().startswith(_FIRST):
        return
    try:
        file.seek(0)
        file.truncate()
        file.write(_FIRST + f"{secrets.token_hex(8)}\n".encode())
        os.fsync(file.fileno())
        flush_folder(mark.parent)
    except OSError:
        file.close()
        mark.unlink()
        raise


def lock(file: BinaryIO) -> bool | None:
    """Whether this process has the lock now; None where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK) else None
    return True


def _held(path: Path, file: BinaryIO) -> UsageError:
    file.seek(0)
    file.readline()
    try:
        who = Message("run.process", **json.loads(file.readline()))
    except (ValueError, TypeError, KeyError):  # it has not signed yet
        who = Message("run.another_process")
    return UsageError(Message("run.is_being_trained", path=path, who=who), code="usage.out")
