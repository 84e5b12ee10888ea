"""A clip as a file: written by a process of its own, which a fault of a codec ends instead of the watch."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from huoyan.errors import WatchError
from huoyan.system.own_process import own_command, own_environment
from huoyan.watch.footage.ring import RATE, Still
from huoyan.words import Message

TIMEOUT_S = 120.0
_HALF = re.compile(r"\.[0-9a-f]{32}\.new\.webm")  # of the key of an alarm


def write_clip(path: Path, stills: Sequence[Still]) -> None:
    """The whole file or none. Raises WatchError watch.clip."""
    half = path.with_name(f".{path.stem}.new.webm")
    try:
        path.parent.mkdir(exist_ok=True)
        # By its name alone: codecs know no path that is not Unicode.
        command = own_command("huoyan.watch.footage.encode", half.name, str(RATE))
        content = b"".join(len(each).to_bytes(4, "big") + each for each in at_constant_rate(stills))
        done = subprocess.run(
            command, input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=TIMEOUT_S,
            check=False, cwd=path.parent, env=own_environment(),
        )  # fmt: skip
        if done.returncode != 0:
            message = Message("alarms.clip_not_encoded", path=path, status=done.returncode)
            raise WatchError(message, code="watch.clip")
        half.replace(path)
    except (OSError, subprocess.TimeoutExpired) as error:
        message = Message("alarms.clip_not_written", path=path, reason=str(error))
        raise WatchError(message, code="watch.clip") from error
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)


def clear_halves(folder: Path) -> None:
    """Removes what was being written as an earlier watch was killed: it is on no list of what is deleted."""
    for half in folder.glob(".*.new.webm"):
        if _HALF.fullmatch(half.name):
            with contextlib.suppress(OSError):
                half.unlink()


def at_constant_rate(stills: Sequence[Still]) -> Iterator[bytes]:
    """At every 1 / RATE seconds the newest still: the clip takes as long as what it shows did."""
    if not stills:
        return
    at = 0
    for tick in range(int((stills[-1].seconds - stills[0].seconds) * RATE + 0.5) + 1):
        seconds = stills[0].seconds + (tick + 0.5) / RATE
        while at + 1 < len(stills) and stills[at + 1].seconds <= seconds:
            at += 1
        yield stills[at].jpeg
