"""The storage of a search as it may be told of: without the user, password and keys of a database."""

from __future__ import annotations

from huoyan.images.video.address import masked

# Of the error where a storage fails on the way.
CODE = "training.storage"


def shown_storage(named: str) -> str:
    """`postgresql://***@host/db`; a file, and a database that is one, as it is."""
    if "://" not in named or named.startswith("sqlite:"):
        return named
    return masked(named)
