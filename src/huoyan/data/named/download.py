"""Files of named data sets: from the cache, or fetched into it; always checked before they are believed.

The cache is `$HUOYAN_CACHE`, else the platform's folder for caches; a set's files lie in CACHE/NAME/.
`$HUOYAN_MIRROR` is a base URL that is asked instead of the public hosts: MIRROR/NAME/FILE.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from huoyan.data.formats.idx import spellings
from huoyan.data.home_folder import at_home
from huoyan.data.named.gzipped import MAGIC, unpack
from huoyan.data.say import Say
from huoyan.errors import DownloadError
from huoyan.images.sources.deadline import Deadline
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

# Seconds until the content begins, and bytes a second at which it must come.
TIMEOUT_S, SLOWEST = 30, 20_000
_CHUNK = 1 << 18

# File, bytes so far, bytes in all where the server says it.
DownloadProgress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Remote:
    """A public file. `sha256` and `length` are those of its content after gunzip if `packed`.

    Different gzip packings of MNIST are about; their contents are the same, so the content is checked.
    """

    name: str
    hosts: tuple[str, ...]
    sha256: str
    length: int
    packed: bool


def contents(folder: str, remotes: Sequence[Remote], progress: DownloadProgress) -> list[bytes]:
    """The checked content of each file of the set `folder`, fetched where the cache lacks it.

    Codes: download.failed (names every missing file and where to put it), download.checksum,
    download.cache (the cache cannot be written).
    """
    answer: list[bytes] = []
    for remote in remotes:
        found = in_cache(folder, remote)
        answer.append(_read(found, remote) if found else _fetched(folder, remote, remotes, progress))
    return answer


def cache_folder() -> Path:
    """Where fetched files are kept; it need not exist."""
    chosen = os.environ.get("HUOYAN_CACHE")
    if chosen:
        return at_home(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "huoyan"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "huoyan" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huoyan"


def in_cache(folder: str, remote: Remote) -> Path | None:
    """The file, by its own name or (IDX) as people and other tools rename and unpack it."""
    names = spellings(remote.name.removesuffix(".gz")) if remote.packed else (remote.name,)
    places = (cache_folder() / folder / name for name in names)
    return next((place for place in places if place.is_file()), None)


def urls(folder: str, remote: Remote) -> list[str]:
    mirror = os.environ.get("HUOYAN_MIRROR")
    if mirror:
        return [f"{mirror.rstrip('/')}/{folder}/{remote.name}"]
    return [host + remote.name for host in remote.hosts]


def spoken(say: Say) -> DownloadProgress:
    """Progress in words: a line for each file when it begins and when it is there."""

    def progress(name: str, done: int, total: int | None) -> None:
        if done == 0:
            fetching = Message("named.fetching", name=name)
            say(Message("named.fetching_mb", name=name, mb=total / 1e6) if total else fetching)
        elif done == total:
            say(Message("named.fetched", name=name))

    return progress


def _read(path: Path, remote: Remote) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        said = Message("named.not_read", path=path, error=system_reason(error))
        raise DownloadError(said, code="download.cache") from error
    try:
        return checked(data, remote)
    except ValueError as error:
        raise DownloadError(
            Message("named.another_file", path=path, reason=_said(error)),
            code="download.checksum",
        ) from error


def checked(data: bytes, remote: Remote) -> bytes:
    """The content of the file `data`; `ValueError` says what is wrong with it."""
    if remote.packed and data.startswith(MAGIC):
        data = unpack(data, remote.length)
    if len(data) != remote.length:
        key = "named.longer_content" if len(data) > remote.length else "named.shorter_content"
        raise ValueError(Message(key, length=remote.length, found=len(data)))
    found = hashlib.sha256(data).hexdigest()
    if found != remote.sha256:
        raise ValueError(Message("named.other_sha256", expected=remote.sha256, found=found))
    return data


def _said(error: Exception) -> str:
    """What an error says, as a Message where it is one."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Message) else str(error)


def _fetched(folder: str, remote: Remote, remotes: Sequence[Remote], progress: DownloadProgress) -> bytes:
    refusals: list[Message] = []
    for url in urls(folder, remote):
        try:
            data = _get(url, remote, progress)
            content = checked(data, remote)
        except _Refused as error:
            refusals.append(Message("named.refused", url=url, reason=_said(error)))
            continue
        except ValueError as error:
            raise DownloadError(
                Message("named.came_another", url=url, reason=_said(error)), code="download.checksum"
            ) from error
        _keep(data, cache_folder() / folder / remote.name)
        return content
    raise DownloadError(_by_hand(folder, remotes, refusals), code="download.failed")


class _Refused(Exception):
    """One URL did not give the file; the next may."""


def _get(url: str, remote: Remote, progress: DownloadProgress) -> bytes:
    # A gzip file of random bytes is hardly longer than its content: more is not the file we want.
    limit = remote.length + remote.length // 100 + 1024
    data = bytearray()
    try:
        request = urllib.request.Request(url)
    except ValueError as error:
        raise _Refused(Message("named.no_url")) from error
    with Deadline(TIMEOUT_S) as deadline:
        try:
            opener = urllib.request.build_opener(*deadline.handlers())
            with opener.open(request, timeout=TIMEOUT_S) as response:
                deadline.extend(TIMEOUT_S + remote.length / SLOWEST)
                total = _total(response)
                progress(remote.name, 0, total)
                while chunk := response.read(_CHUNK):
                    data += chunk
                    if len(data) > limit:
                        raise ValueError(Message("named.too_long", limit=remote.length))
                    progress(remote.name, len(data), total)
        except (OSError, HTTPException) as error:
            raise _Refused(_reason(error, deadline)) from error
        if deadline.over:
            raise _Refused(_reason(TimeoutError(), deadline))
    if total is not None and len(data) < total:
        raise _Refused(Message("named.cut_off", n=len(data), total=total))
    return bytes(data)


def _reason(error: Exception, deadline: Deadline) -> Message:
    if deadline.over:
        return Message("named.too_slow", seconds=TIMEOUT_S, slowest=SLOWEST)
    if isinstance(error, urllib.error.HTTPError):
        return Message("named.answers", code=error.code, reason=error.reason)
    if isinstance(error, urllib.error.URLError):
        reason = error.reason if isinstance(error.reason, str) else system_reason(error.reason)
        return Message("named.no_connection", reason=reason)
    return Message("named.broke", kind=type(error).__name__, error=system_reason(error))


def _total(response: Any) -> int | None:
    length = response.headers.get("Content-Length")
    return int(length) if length and length.isdecimal() else None


def _keep(data: bytes, place: Path) -> None:
    """Written beside its place and then renamed, so that no reader ever sees half a file."""
    temporary: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)  # mkstemp's 0600 would shut out others from a shared cache
        temporary.replace(place)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink()
        said = Message("named.not_written", path=place, error=system_reason(error))
        raise DownloadError(said, code="download.cache") from error


def _by_hand(folder: str, remotes: Sequence[Remote], refusals: list[Message]) -> Message:
    lacking = [remote for remote in remotes if in_cache(folder, remote) is None]
    files = [
        Message(
            "named.packed_file" if remote.packed else "named.file",
            name=remote.name,
            sha256=remote.sha256,
            url=urls(folder, remote)[0],
        )
        for remote in lacking
    ]
    return Message(
        "named.by_hand",
        name=folder,
        refusals=Listed(refusals, None, "semicolon"),
        place=cache_folder() / folder,
        files=Listed(files, None, "semicolon"),
    )
