"""A file written as a whole or not at all, whatever happens in between."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huoyan.artifact.folder_swap import flush_folder


def write_whole(path: Path, *parts: bytes) -> None:
    """Replaces or makes `path` with `parts`, one after the other.

    They go to a temporary file beside it, which is flushed to the disk with its folder and then
    renamed: a reader, or a power cut, finds the old content or the new. OSError changes nothing.
    """
    temporary = temporary_beside(path)
    opened = temporary.open("xb")  # new, or an error: in a shared folder no link of others is followed
    try:
        with opened:
            opened.writelines(parts)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Indented, with every letter as it is: as a person may read it."""
    write_whole(path, f"{json.dumps(values, indent=2, ensure_ascii=False)}\n".encode())


def temporary_beside(path: Path) -> Path:
    """`.NAME.RANDOM.new`: nobody can lay something there in advance. NAME is cut where it is very long."""
    name = os.fsdecode(os.fsencode(path.name)[:200])
    return path.with_name(f".{name}.{secrets.token_hex(8)}.new")
