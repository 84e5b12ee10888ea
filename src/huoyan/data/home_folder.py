"""Paths that begin with ~, as a shell reads them."""

from __future__ import annotations

import os
from pathlib import Path


def at_home(named: str | Path) -> Path:
    """~ and ~USER are home folders; the name stays as it is where there is no such user, as in `~draft`."""
    return Path(os.path.expanduser(named))  # noqa: PTH111 - Path.expanduser raises RuntimeError there
