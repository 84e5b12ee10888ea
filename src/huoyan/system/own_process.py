"""A process of our own: Python on a module of this package, whatever lies in the folder around it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


def own_command(module: str, *arguments: str) -> list[str]:
    """-P: a random.py of the user's, beside whom he stands, is no module of ours."""
    return [sys.executable, "-P", "-m", module, *arguments]


def own_environment() -> dict[str, str]:
    """That of this process, in which this package is found however it was found here."""
    known = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_PACKAGE), known)))}
