"""What to do where a file cannot be written: free some space where the disk is full, else something else."""

from __future__ import annotations

import errno

from huoyan.words import Message


def is_full(error: OSError) -> bool:
    """Whether the disk, or what this user may have of it, holds no more."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def what_to_do(error: OSError, *, full: str = "disk.free_some", otherwise: str) -> Message:
    """Keys of the catalogue: what is told where the disk is full, and where it is not."""
    return Message(full if is_full(error) else otherwise)
