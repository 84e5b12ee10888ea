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

# Seconds until the content begins, and bytes a second at which it must come.
TIMEOUT_S, SLOWEST = 30, 20_000
_CHUNK = 1 << 18

# File, bytes so far, bytes in all where the server says it.
Progress = Callable[[str, int, int | None], None]


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


def contents(folder: str, remotes: Sequence[Remote], progress: Progress) -> list[bytes]:
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


def spoken(say: Say) -> Progress:
    """Progress in words: a line for each file when it begins and when it is there."""

    def progress(name: str, done: int, total: int | None) -> None:
        if done == 0:
            say(f"fetching {name}" + (f" ({total / 1e6:.1f} MB)" if total else ""))
        elif done == total:
            say(f"fetched {name}")

    return progress


def _read(path: Path, remote: Remote) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DownloadError(f"{path} cannot be read: {error.strerror}.", code="download.cache") from error
    try:
        return checked(data, remote)
    except ValueError as error:
        raise DownloadError(
            f"{path} is not the file it should be: {error}. Delete it; the next call fetches it again.",
            code="download.checksum",
        ) from error


def checked(data: bytes, remote: Remote) -> bytes:
    """The content of the file `data`; `ValueError` says what is wrong with it."""
    if remote.packed and data.startswith(MAGIC):
        data = unpack(data, remote.length)
    if len(data) != remote.length:
        more = "more" if len(data) > remote.length else f"{len(data):,}"
        raise ValueError(f"expected {remote.length:,} bytes of content, found {more}")
    found = hashlib.sha256(data).hexdigest()
    if found != remote.sha256:
        raise ValueError(f"expected content with sha256 {remote.sha256}, found {found}")
    return data


def _fetched(folder: str, remote: Remote, remotes: Sequence[Remote], progress: Progress) -> bytes:
    refusals: list[str] = []
    for url in urls(folder, remote):
        try:
            data = _get(url, remote, progress)
            content = checked(data, remote)
        except _Refused as error:
            refusals.append(f"{url}: {error}")
            continue
        except ValueError as error:
            raise DownloadError(
                f"{url} gave another file than expected: {error}. Nothing was kept. Try again, or "
                "set HUOYAN_MIRROR to another source.",
                code="download.checksum",
            ) from error
        _keep(data, cache_folder() / folder / remote.name)
        return content
    raise DownloadError(_by_hand(folder, remotes, refusals), code="download.failed")


class _Refused(Exception):
    """One URL did not give the file; the next may."""


def _get(url: str, remote: Remote, progress: Progress) -> bytes:
    # A gzip file of random bytes is hardly longer than its content: more is not the file we want.
    limit = remote.length + remote.length // 100 + 1024
    data = bytearray()
    try:
        request = urllib.request.Request(url)
    except ValueError as error:
        raise _Refused("that is no URL (expected https://... or file:///...)") from error
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
                        raise ValueError(f"it is longer than {remote.length:,} bytes")
                    progress(remote.name, len(data), total)
        except (OSError, HTTPException) as error:
            raise _Refused(_reason(error, deadline)) from error
        if deadline.over:
            raise _Refused(_reason(TimeoutError(), deadline))
    if total is not None and len(data) < total:
        raise _Refused(f"the connection ended after {len(data):,} of {total:,} bytes")
    return bytes(data)


def _reason(error: Exception, deadline: Deadline) -> str:
    if deadline.over:
        return f"it is too slow: no answer within {TIMEOUT_S} s, or less than {SLOWEST:,} bytes a second"
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return f"no connection ({error.reason})"
    return f"the connection broke ({type(error).__name__}: {error})"


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
        raise DownloadError(
            f"{place} cannot be written ({error.strerror}). Set HUOYAN_CACHE to a folder with room in which "
            "you may write.",
            code="download.cache",
        ) from error


def _by_hand(folder: str, remotes: Sequence[Remote], refusals: list[str]) -> str:
    place = cache_folder() / folder
    lines = [f"the data set {folder} cannot be fetched. Tried:", *(f"  {refusal}" for refusal in refusals)]
    lines.append(
        f"Put these files into {place} by hand (or set HUOYAN_MIRROR to a base URL that serves them):"
    )
    for remote in remotes:
        if in_cache(folder, remote) is None:
            kind = "sha256 unpacked" if remote.packed else "sha256"
            lines.append(f"  {remote.name}  {kind} {remote.sha256}  from {urls(folder, remote)[0]}")
    return "\n".join(lines)
