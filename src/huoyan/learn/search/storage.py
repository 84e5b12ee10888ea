"""Where a study lies: a file that several processes append to, or a database."""

from __future__ import annotations

import json
import sqlite3
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.data.home_folder import at_home
from huoyan.errors import HuoyanError, MissingExtra, TrainingError, UsageError
from huoyan.images.video.address import without_secrets
from huoyan.runs.recipe_file import URL
from huoyan.runs.search.shown_storage import CODE, shown_storage
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import BaseStorage

REDIS, SQLITE = "redis", "sqlite"
# A table that every database of optuna has.
TABLE = "study_user_attributes"
# Of a journal no line is longer.
LINE = 1_000_000
OPENING = b'{"op_code":'


def require_optuna() -> None:
    """Raises MissingExtra where it is not installed."""
    if find_spec("optuna") is None:
        raise MissingExtra("optuna", "tune", "--tune")


def open_study(named: str, name: str) -> tuple[Study, Callable[[], None]]:
    """The study `name` in the storage, a new one where there is none, and what closes it; a higher score is
    better.

    Raises UsageError (usage.storage) where the storage cannot be used: with what it says of it.
    """
    import optuna

    try:
        with quiet():
            storage = _storage(named)
            study = optuna.create_study(
                storage=storage, study_name=name, direction="maximize", load_if_exists=True
            )
            return study, lambda: _close(storage)
    except HuoyanError:
        raise
    except RuntimeError as error:  # of a database that another version has made
        raise _unusable("search.storage_version", named, error) from error
    except Exception as error:  # every database has errors of its own
        raise _unusable("search.storage_unread", named, error) from error


def _storage(named: str) -> BaseStorage:
    from optuna.storages import JournalStorage, RDBStorage
    from optuna.storages.journal import JournalFileBackend, JournalRedisBackend

    if URL not in named:
        from huoyan.learn.search.journal_lock import JournalLock  # which imports optuna

        file = _file(named).absolute()
        lock: Any = JournalLock(file)  # of the form of optuna's, whose base is not public
        return JournalStorage(JournalFileBackend(str(file), lock))
    if named.startswith(REDIS):
        return JournalStorage(JournalRedisBackend(named))
    _check_sqlite(named)
    return RDBStorage(named)


def _close(storage: BaseStorage) -> None:
    """Optuna leaves the connections to a database open as long as the process lives."""
    from optuna.storages import RDBStorage

    if isinstance(storage, RDBStorage):
        with suppress(Exception):  # it may be lost by now, and all that is known of it is kept
            storage.remove_session()
            storage.engine.dispose()


@contextmanager
def reached(named: str) -> Iterator[None]:
    """Raises TrainingError (training.storage) for whatever a storage fails with once it was open."""
    try:
        with quiet():
            yield
    except HuoyanError:
        raise
    except Exception as error:
        told = shown_storage(named)
        message = Message("search.storage_lost", storage=told, reason=_reason(named, error))
        raise TrainingError(message, code=CODE) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Optuna tells of its experimental parts and of each trial; the run tells of its own.

    How much Optuna tells its caller is as before afterwards. Filters of warnings are one list for all
    threads, and are left alone in any but the main one.
    """
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(before)


def _file(named: str) -> Path:
    path = at_home(named)
    if path.is_dir():
        raise UsageError(Message("search.storage_folder", storage=path), code="usage.storage")
    if not path.parent.is_dir():
        raise UsageError(
            Message("search.storage_no_folder", storage=path, folder=path.parent), code="usage.storage"
        )
    if path.is_file() and not _is_journal(path):
        raise UsageError(Message("search.storage_foreign", storage=path), code="usage.storage")
    return path


def _is_journal(path: Path) -> bool:
    """Whether the file is empty or begins as one of optuna: it would append to any other too. One whose first
    line broke off, as on a full disk, begins anew."""
    with path.open("rb") as file:
        first = file.readline(LINE)
    if not first or (first.startswith(OPENING) and not first.endswith(b"\n")):
        return True
    try:
        entry = json.loads(first)
    except ValueError:
        return False
    return isinstance(entry, dict) and {"op_code", "worker_id"} <= entry.keys()


def _check_sqlite(named: str) -> None:
    """Optuna would add its tables to any database."""
    from sqlalchemy.engine import make_url

    url = make_url(named)
    if not url.drivername.startswith(SQLITE) or not url.database or not Path(url.database).is_file():
        return
    with closing(sqlite3.connect(f"{Path(url.database).absolute().as_uri()}?mode=ro", uri=True)) as database:
        tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    if tables and TABLE not in tables:
        raise UsageError(Message("search.storage_foreign", storage=named), code="usage.storage")


def _unusable(key: str, named: str, error: Exception) -> UsageError:
    told = Message(key, storage=shown_storage(named), reason=_reason(named, error))
    return UsageError(told, code="usage.storage")


def _reason(named: str, error: Exception) -> str:
    if isinstance(error, OSError):
        return system_reason(error)
    first = str(error).strip().partition("\n")[0]
    first = first or type(error).__name__
    return without_secrets(first, named) if URL in named else first
