"""Secrets of sinks: from the environment or a file that it names, never from the command line, never told."""

from __future__ import annotations

import os
from pathlib import Path

from huoyan.errors import UsageError
from huoyan.words import Message


def credential(name: str) -> str | None:
    """The value of the variable `name`, else the content of the file that `name`_FILE names; None where
    that is nothing.
    """
    if value := os.environ.get(name):
        return value
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return None
    try:
        return Path(file).read_text("utf-8").strip() or None
    except (OSError, ValueError) as error:
        message = Message("alarms.credential_unreadable", name=f"{name}_FILE", path=file)
        raise UsageError(message, code="usage.send") from error
