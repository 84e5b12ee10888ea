"""Keys of those who call a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.data.home_folder import at_home

if TYPE_CHECKING:
    from huoyan.web.access.keys import Role


def add_key(file: str | Path, name: str, *, role: Role = "user") -> str:
    """Makes a key, adds its hash to the file that a server takes as `api_key_file`, and gives the key.

    Nothing else keeps it. Raises UsageError usage.api_key_file.
    """
    from huoyan.web.access import keys

    return keys.add_key(at_home(file), name, role)
